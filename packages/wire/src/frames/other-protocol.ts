// Names what a peer speaks that does not speak AMQP 0-9-1: a wrong port is the usual cause.

/** TLS record types alert and handshake, each followed by the major version 3. */
const TLS_RECORDS: ReadonlySet<number> = new Set([0x15, 0x16]);
const HTTP = /^(?:HTTP\/|GET |PUT |POST |HEAD |OPTIONS|DELETE |CONNECT|PATCH |PRI )/;

/** A noun phrase; undefined if the bytes are not known. */
export function otherProtocol(bytes: Uint8Array, start: number, length: number): string | undefined {
  if (TLS_RECORDS.has(bytes[start] ?? 0) && bytes[start + 1] === 3)
    return "TLS instead of AMQP: one side uses a TLS port or an amqps:// URI, and the other does not";
  const text = String.fromCharCode(...bytes.subarray(start, start + length));
  if (HTTP.test(text)) return "HTTP instead of AMQP: check the port; RabbitMQ's AMQP port is 5672 by default";
  if (text.startsWith("AMQP"))
    return "the header of another version of AMQP; only AMQP 0-9-1 is read, not AMQP 1.0 or 0-8";
  return undefined;
}
