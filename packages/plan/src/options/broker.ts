// Options of the broker: which one to use, how long to wait for it, heartbeats.
import type { OptionTable } from "./option.ts";
import { amqpUri } from "./kinds/uri-kind.ts";
import { choice, file, matching, seconds, wholeMilliseconds } from "./kinds/value-kind.ts";

/** One hour: a broker that has not started by then has failed. */
const MAX_WAIT_SECONDS = 3_600;

/** Longer than between any two places on Earth, and short enough for a handshake of several round trips. */
const MAX_RTT_MS = 2_000;

export const BROKER_OPTIONS: OptionTable<
  "broker" | "uri" | "tlsCa" | "tlsCert" | "tlsKey" | "tlsServername" | "wait" | "heartbeat" | "rtt"
> = {
  broker: {
    group: "Broker",
    flag: "broker",
    kind: choice(["auto", "external", "local", "docker"]),
    default: "auto",
    description: "RabbitMQ to use: a running one (external), a private one (local, docker) or any (auto).",
  },
  uri: {
    group: "Broker",
    flag: "uri",
    letter: "h",
    kind: amqpUri,
    description: "URI of a running RabbitMQ, or several in order of failover (default: AMQP_URL).",
  },
  tlsCa: {
    group: "Broker",
    flag: "tls-ca",
    kind: file,
    description: "PEM file with the authority that signed the certificate of an amqps:// broker.",
  },
  tlsCert: {
    group: "Broker",
    flag: "tls-cert",
    kind: file,
    description: "PEM file with the client certificate for an amqps:// broker; needs --tls-key.",
  },
  tlsKey: {
    group: "Broker",
    flag: "tls-key",
    kind: file,
    description: "PEM file with the key of the client certificate, without a passphrase.",
  },
  tlsServername: {
    group: "Broker",
    flag: "tls-servername",
    kind: matching("NAME", "a host name or an IP address", /^[\w.:-]+$/),
    description: "Host name that the broker's certificate must have (default: the host of the URI).",
  },
  wait: {
    group: "Broker",
    flag: "wait",
    kind: seconds({ min: 0, max: MAX_WAIT_SECONDS, bare: false, whole: false }),
    default: "0s",
    description: "Time to wait for the broker at --uri or AMQP_URL to become ready.",
  },
  heartbeat: {
    group: "Broker",
    flag: "heartbeat",
    letter: "b",
    kind: seconds({ min: 0, max: 65_535, bare: true, whole: true }),
    default: "60s",
    axis: true,
    description: "AMQP heartbeat of every connection; 0 disables it; a bare number is seconds.",
  },
  rtt: {
    group: "Broker",
    flag: "rtt",
    kind: wholeMilliseconds({ min: 0, max: MAX_RTT_MS }),
    default: "0ms",
    axis: true,
    description: "Simulated round trip of every connection of the fleet, half in each direction.",
  },
};
