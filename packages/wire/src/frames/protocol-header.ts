// The first eight bytes of a client: "AMQP", then 0, 0, 9, 1. They may arrive in any number of chunks.
import { otherProtocol } from "./other-protocol.ts";

const HEADER = Uint8Array.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);

export class ProtocolHeader {
  readonly #bytes = new Uint8Array(HEADER.length);
  #count = 0;

  get isComplete(): boolean {
    return this.#count === HEADER.length;
  }

  /** Returns the place of the first byte behind the header. */
  feed(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.isComplete) this.#bytes[this.#count++] = bytes[at++] as number;
    return at;
  }

  /** What the client sent in place of the header; undefined if it is the header. */
  get problem(): string | undefined {
    if (HEADER.every((byte, index) => byte === this.#bytes[index])) return undefined;
    const other = otherProtocol(this.#bytes, 0, HEADER.length);
    return `The client sent ${other ?? "bytes that do not begin with the header of AMQP 0-9-1"}.`;
  }
}
