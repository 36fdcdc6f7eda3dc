// PerfTest's options of connections and authentication.
import { equivalent, type PerfTestOption, refused, works } from "./perftest-option.ts";

const FIRST_REACHABLE = "Every connection uses the first reachable URI of the list in --uri. Remove it.";
const TCP = "Sockets have the settings of the system, with TCP_NODELAY. Remove it.";
const RECOVERY = "Producers and workers always reconnect as soon as the broker accepts them. Remove it.";
/** RabbitMQ takes a token as the password of any user name. */
const TOKEN = "Fairhare requests no tokens. Use one as the password in --uri; it is not renewed.";
const LOGIN = "Connections log in with the user and password of --uri. Remove it.";

export const CONNECTION_OPTIONS: readonly PerfTestOption[] = [
  works("h, uri", "one", "uri", "Without it, AMQP_URL; else Fairhare starts a private broker."),
  equivalent(
    "H, uris",
    "one",
    "--uri",
    "The list is the order of failover; --connect spread distributes the connections over it.",
  ),
  refused("cal, connection-allocation", "one", FIRST_REACHABLE),
  refused("sul, servers-up-limit", "one", FIRST_REACHABLE),
  equivalent("sst, servers-startup-timeout", "one", "--wait", "Its value needs a unit: 30s."),
  works("b, heartbeat", "one", "heartbeat", "The default is 60s."),
  refused("M, framemax", "one", "Client and broker negotiate the frame size. Remove it."),
  refused("tsbs, tcp-send-buffer-size", "one", TCP),
  refused("trbs, tcp-receive-buffer-size", "one", TCP),
  refused("tnd, tcp-no-delay", "one", TCP),
  refused("dcr, disable-connection-recovery", "none", RECOVERY),
  refused("cri, connection-recovery-interval", "one", RECOVERY),
  refused(
    "udsc, use-default-ssl-context",
    "none",
    "TLS follows the scheme of --uri: amqps://. Use --tls-ca for a private authority, or remove it.",
  ),
  equivalent("sni, server-name-indication", "one", "--tls-servername", "The default is the host of --uri."),
  refused("se, sasl-external", "none", LOGIN),
  refused("o2uri, oauth2-token-endpoint", "one", TOKEN),
  refused("o2id, oauth2-client-id", "one", TOKEN),
  refused("o2sec, oauth2-client-secret", "one", TOKEN),
  refused("o2gr, oauth2-grant-type", "one", TOKEN),
  refused("o2p, oauth2-parameters", "many", TOKEN),
];
