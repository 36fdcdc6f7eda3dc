// Why a connection could not be opened, and what to do, from what Node and amqplib throw. Their texts name neither
// the flag nor the likely cause, and some name the wrong one.
import { messageOf, parseAmqpUri, type AmqpUri } from "@fairhare/core";

/** Half sentences: they follow `No AMQP connection to amqp://host: `. */
export function explainFailure(cause: unknown, uri: string): string {
  const { uri: parts, problem } = parseAmqpUri(uri);
  if (problem !== undefined) return `its URI is not valid. ${problem} ${CHECK("it")}`;
  const failure = failureOf(cause);
  for (const [isIt, explain] of EXPLANATIONS) if (isIt(failure)) return explain(failure, parts);
  return `${failure.text.replace(/\.$/, "")}. ${CHECK("the address")}`;
}

interface Failure {
  readonly code: string;
  readonly text: string;
}

type Explanation = readonly [isIt: (failure: Failure) => boolean, explain: (failure: Failure, uri: AmqpUri) => string];

const CHECK = (what: string): string => `Check ${what} in --uri or AMQP_URL.`;
const WAIT = "--wait 60s waits for a broker that is still booting";

const hasCode =
  (...codes: readonly string[]) =>
  ({ code, text }: Failure): boolean =>
    codes.some((known) => code === known || text.includes(known));
const says =
  (pattern: RegExp) =>
  ({ text }: Failure): boolean =>
    pattern.test(text);

/** What amqplib says when the first bytes make no frame: the length is the third to sixth byte of the answer. */
const NO_FRAME = /^Frame size (\d+) exceeds/;
const HTTP_LENGTH = Buffer.from("P/1.").readUInt32BE();

const EXPLANATIONS: readonly Explanation[] = [
  [
    hasCode("ECONNREFUSED"),
    ({ text }) => `nothing listens there (${text}). Start the broker; ${WAIT}. ${CHECK("the host and the port")}`,
  ],
  [hasCode("ENOTFOUND", "EAI_AGAIN"), ({ text }) => `the host name is not known (${text}). ${CHECK("the host")}`],
  [
    hasCode("EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"),
    ({ text }) => `this machine has no way to that host (${text}). ${CHECK("the host")}`,
  ],
  [
    says(/ACCESS[-_]REFUSED/),
    (_, uri) => `the user name or the password is refused.${hintOfGuest(uri)} ${CHECK("them")}`,
  ],
  [
    // The broker has let the user in by then, and amqplib drops its reason.
    says(/^Expected ConnectionOpenOk/),
    (_, { vhost, user }) =>
      `the broker refuses the virtual host "${vhost}": it does not exist, "${user}" has no permission for it, or a limit on connections is reached. ${CHECK("the virtual host")}`,
  ],
  [
    hasCode("ERR_TLS_CERT_ALTNAME_INVALID"),
    () =>
      `its TLS certificate is valid, but for another host name. Use the host name of the certificate in --uri or AMQP_URL.`,
  ],
  [
    hasCode("CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"),
    ({ text }) => `its TLS certificate is out of date (${text}). Renew the broker's certificate.`,
  ],
  [
    ({ code }) => /CERT|UNABLE_TO_VERIFY/.test(code) && !code.startsWith("ERR_SSL"),
    ({ text }) =>
      `its TLS certificate cannot be verified (${text}). Set NODE_EXTRA_CA_CERTS to a file with the certificate of the authority that signed it.`,
  ],
  [
    hasCode("ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"),
    (_, { port }) => `port ${port} does not speak TLS. Use amqp://, or the broker's TLS port (5671 by default).`,
  ],
  [
    says(/certificate required|ALERT_CERTIFICATE|bad certificate/i),
    () =>
      "it asks for a client certificate, and Fairhare has none to give. Use a listener that does not verify its peers.",
  ],
  [
    ({ code }) => code.startsWith("ERR_SSL") || code === "EPROTO",
    ({ code }) => `the TLS handshake failed (${code}). Check the TLS settings of the broker's listener.`,
  ],
  [
    says(NO_FRAME),
    ({ text }, { port }) =>
      Number(NO_FRAME.exec(text)?.[1]) === HTTP_LENGTH
        ? `an HTTP server answers on port ${port}. Use the broker's AMQP port (5672 by default), not that of its management page.`
        : `what answers on port ${port} does not speak AMQP 0-9-1. ${CHECK("the port")}`,
  ],
  [
    (failure) =>
      hasCode("ECONNRESET", "EPIPE")(failure) || /Socket closed abruptly|socket disconnected/.test(failure.text),
    (_, { scheme, port }) =>
      `the server closed the connection during the handshake. ${WAIT}; otherwise check that port ${port} is one for AMQP ${scheme === "amqp" ? "without TLS (amqps:// is with it)" : "with TLS (amqp:// is without it)"}.`,
  ],
  [
    hasCode("ETIMEDOUT"),
    () =>
      `no AMQP handshake in time. ${WAIT}; otherwise check the host and the port in --uri or AMQP_URL, and the firewall.`,
  ],
];

const hintOfGuest = ({ user }: AmqpUri): string =>
  user === "guest" ? " RabbitMQ lets guest in from its own machine only." : "";

/** Of several addresses that were tried, the text of each. */
function failureOf(cause: unknown): Failure {
  const code: unknown = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const own = messageOf(cause);
  const text = own === "" && cause instanceof AggregateError ? cause.errors.map(messageOf).join("; ") : own;
  return { code: typeof code === "string" ? code : "", text };
}
