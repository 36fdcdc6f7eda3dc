// What a server speaks, for the error message of a failed handshake: it gets the header of AMQP, and if it says nothing,
// the start of a TLS handshake.
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import type { AmqpUri } from "@fairhare/core";

export type ServerKind =
  /** AMQP 0-9-1 without TLS. */
  | "amqp"
  | "tls"
  | "http"
  /** An answer of another protocol. */
  | "other"
  /** It closes the connection, as a starting broker does, or does not answer. */
  | "silent";

type Address = Pick<AmqpUri, "host" | "port">;

/** Each of the two attempts; a server that waits for more bytes does not answer at all. */
const ANSWER_TIMEOUT_MS = 1_500;
/** AMQP 0-9-1, section 4.2.2. */
const PROTOCOL_HEADER = Buffer.from("AMQP\0\x00\x09\x01", "latin1");
/** The start of connection.start. */
const METHOD_ON_CHANNEL_0 = Buffer.from([1, 0, 0]);
/** Content type and major version of an alert record (RFC 8446, section 5.1). */
const TLS_ALERT = [21, 3] as const;
/** Errors before any connection exists: there is nothing to look at. */
const NO_SERVER =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|ACCESS|CERT|Expected/;

/** `undefined` if the failure has nothing to do with the protocol. Never rejects. */
export async function serverKind(address: Address, failure: unknown): Promise<ServerKind | undefined> {
  const { code, message } = Object(failure) as { readonly code?: unknown; readonly message?: unknown };
  if (NO_SERVER.test(`${String(code)} ${String(message)}`)) return undefined;
  const answer = await firstAnswer(address);
  if (answer.length > 0) return kindOf(answer);
  return (await speaksTls(address)) ? "tls" : "silent";
}

function kindOf(answer: Buffer): ServerKind {
  if (answer.toString("latin1").startsWith("HTTP/")) return "http";
  if (answer.subarray(0, METHOD_ON_CHANNEL_0.length).equals(METHOD_ON_CHANNEL_0)) return "amqp";
  return answer[0] === TLS_ALERT[0] && answer[1] === TLS_ALERT[1] ? "tls" : "other";
}

/** Empty if the server closes the connection, or does not answer in time. */
function firstAnswer({ host, port }: Address): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port }, () => socket.write(PROTOCOL_HEADER));
    const end = (answer: Buffer = Buffer.alloc(0)): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => end());
    socket.once("data", end);
    socket.on("error", () => end());
    socket.once("close", () => end());
  });
}

function speaksTls({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    // Nothing is sent over this connection, so the certificate does not matter.
    const socket = connectTls({ host, port, rejectUnauthorized: false }, () => end(true));
    const end = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => end(false));
    // A refusal by an alert is TLS as well.
    socket.on("error", (error: NodeJS.ErrnoException) => end(/ALERT/.test(error.code ?? "")));
    socket.once("close", () => end(false));
  });
}
