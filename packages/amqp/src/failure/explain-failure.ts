// Turns an error of Node or amqplib into a reason why a connection could not be opened, and what to do. The original
// messages name neither the flag nor the likely cause, and some name a wrong cause.
import { assertNever, isLoopback, messageOf, parseAmqpUris, type AmqpUri } from "@fairhare/core";
import type { ServerKind } from "./server-kind.ts";
import { TlsFileError } from "../tls-options.ts";

/** The text continues the sentence `No AMQP connection to amqp://host: `. */
export function explainFailure(cause: unknown, uri: string, kind?: ServerKind): string {
  const { uris: [parts] = [], problem } = parseAmqpUris(uri);
  if (parts === undefined) return `the URI is not valid. ${problem} ${CHECK("the URI")}`;
  if (cause instanceof TlsFileError)
    return `${cause.message}. Check the path in --tls-ca, --tls-cert, --tls-key or the URI.`;
  const failure = failureOf(cause);
  const byKind = kind === undefined ? undefined : explainKind(kind, parts);
  if (byKind !== undefined) return byKind;
  for (const [isIt, explain] of EXPLANATIONS) if (isIt(failure)) return explain(failure, parts);
  return `${failure.text.replace(/\.$/, "")}. ${CHECK("the address")}`;
}

/** `undefined` if the server speaks what the URI says, or says nothing: the failure itself tells more then. */
function explainKind(kind: ServerKind, { scheme, port }: AmqpUri): string | undefined {
  switch (kind) {
    case "amqp":
      return scheme === "amqps"
        ? `port ${port} speaks AMQP without TLS. Use amqp://, or the broker's TLS port (5671 by default).`
        : undefined;
    case "tls":
      return scheme === "amqp"
        ? `port ${port} expects TLS. Use amqps://, or the broker's port without TLS (5672 by default).`
        : undefined;
    case "http":
      return httpAnswers(port);
    case "other":
      return `the server on port ${port} does not speak AMQP 0-9-1. ${CHECK("the port")}`;
    case "silent":
      return undefined;
    default:
      return assertNever(kind);
  }
}

const httpAnswers = (port: number): string =>
  `an HTTP server answers on port ${port}. Use the broker's AMQP port (5672 by default, 5671 with TLS), not the port of its management page.`;

interface Failure {
  readonly code: string;
  readonly text: string;
}

type Explanation = readonly [isIt: (failure: Failure) => boolean, explain: (failure: Failure, uri: AmqpUri) => string];

const CHECK = (what: string): string => `Check ${what} in --uri or AMQP_URL.`;
const WAIT = "if the broker is still starting, wait for it with --wait 60s";

const hasCode =
  (...codes: readonly string[]) =>
  ({ code, text }: Failure): boolean =>
    codes.some((known) => code === known || text.includes(known));
const says =
  (pattern: RegExp) =>
  ({ text }: Failure): boolean =>
    pattern.test(text);

/** amqplib's message when the first bytes are not a frame: the number is the answer's third to sixth byte. */
const NO_FRAME = /^Frame size (\d+) exceeds/;
const HTTP_LENGTH = Buffer.from("P/1.").readUInt32BE();

const EXPLANATIONS: readonly Explanation[] = [
  [
    hasCode("ECONNREFUSED"),
    ({ text }) =>
      `nothing listens at this address (${text}). Start the broker; ${WAIT}. ${CHECK("the host and the port")}`,
  ],
  [hasCode("ENOTFOUND", "EAI_AGAIN"), ({ text }) => `the host name cannot be resolved (${text}). ${CHECK("the host")}`],
  [
    hasCode("EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"),
    ({ text }, uri) =>
      isLoopback(uri)
        ? `the loopback interface of this machine is down or blocked (${text}). Bring it up as root: ip link set lo up`
        : `this machine has no route to the host (${text}). ${CHECK("the host")}`,
  ],
  [
    says(/ACCESS[-_]REFUSED/),
    (_, uri) =>
      `the broker refused the user name or the password.${hintOfGuest(uri)} ${CHECK("the user name and the password")}`,
  ],
  [
    // The broker has already accepted the user name and the password; amqplib drops the broker's reason.
    says(/^Expected ConnectionOpenOk/),
    (_, { vhost, user }) =>
      `the broker refused the virtual host "${vhost}": it does not exist, user "${user}" has no permission for it, or a connection limit is reached. ${CHECK("the virtual host")}`,
  ],
  [
    hasCode("ERR_TLS_CERT_ALTNAME_INVALID"),
    () =>
      "the broker's TLS certificate is for another host name. Use the host name of the certificate in --uri or AMQP_URL, or set --tls-servername to it.",
  ],
  [
    hasCode("CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"),
    ({ text }) => `the broker's TLS certificate has expired or is not valid yet (${text}). Renew the certificate.`,
  ],
  [
    ({ code }) => /CERT|UNABLE_TO_VERIFY/.test(code) && !code.startsWith("ERR_SSL"),
    ({ text }) =>
      `the broker's TLS certificate cannot be verified (${text}). Set --tls-ca to a file with the certificate of the authority that signed it.`,
  ],
  [
    hasCode("ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"),
    (_, { port }) => `port ${port} does not speak TLS. Use amqp://, or the broker's TLS port (5671 by default).`,
  ],
  [
    says(/certificate required|ALERT_CERTIFICATE|bad certificate/i),
    () =>
      "the broker requires a client certificate that it trusts. Set --tls-cert and --tls-key to the files of a certificate and its key.",
  ],
  [
    ({ code }) => code.startsWith("ERR_OSSL") || code === "ERR_MISSING_PASSPHRASE",
    ({ text }) =>
      `a TLS file cannot be used (${text}). Check that --tls-ca, --tls-cert and --tls-key are PEM files, and that the key has no passphrase and belongs to the certificate.`,
  ],
  [
    ({ code }) => code.startsWith("ERR_SSL") || code === "EPROTO",
    ({ code }) => `the TLS handshake failed (${code}). Check the TLS settings of the broker's listener.`,
  ],
  [
    says(NO_FRAME),
    ({ text }, { port }) =>
      Number(NO_FRAME.exec(text)?.[1]) === HTTP_LENGTH
        ? httpAnswers(port)
        : `the server on port ${port} does not speak AMQP 0-9-1. ${CHECK("the port")}`,
  ],
  [
    (failure) =>
      hasCode("ECONNRESET", "EPIPE")(failure) || /Socket closed abruptly|socket disconnected/.test(failure.text),
    (_, { scheme, port }) =>
      `the server closed the connection during the handshake; ${WAIT}. Otherwise check that port ${port} is for AMQP ${scheme === "amqp" ? "without TLS (with TLS, use amqps://)" : "with TLS (without TLS, use amqp://)"}.`,
  ],
  [
    hasCode("ETIMEDOUT"),
    () =>
      `the AMQP handshake timed out; ${WAIT}. Otherwise check the host and the port in --uri or AMQP_URL, and the firewall.`,
  ],
];

const hintOfGuest = ({ user }: AmqpUri): string =>
  user === "guest" ? " RabbitMQ accepts the user guest only from its own machine." : "";

/** If Node tried several addresses, the text lists the error of each. */
function failureOf(cause: unknown): Failure {
  const code: unknown = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const own = messageOf(cause);
  const text = own === "" && cause instanceof AggregateError ? cause.errors.map(messageOf).join("; ") : own;
  return { code: typeof code === "string" ? code : "", text };
}
