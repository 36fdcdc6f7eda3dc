// Counts the bytes of the connections of a process: AMQP as it is on the sockets, with the handshakes.
import { Socket } from "node:net";
import type { Writable } from "node:stream";

export class TrafficCounter {
  readonly #open = new Set<Socket>();
  #sent = 0;
  #received = 0;

  /** A stream that is not a socket counts nothing. */
  add(stream: Writable): void {
    if (!(stream instanceof Socket)) return;
    this.#open.add(stream);
    stream.once("close", () => {
      this.#open.delete(stream);
      this.#sent += stream.bytesWritten;
      this.#received += stream.bytesRead;
    });
  }

  /** Of all connections so far, in bytes. */
  get sentBytes(): number {
    return [...this.#open].reduce((sum, { bytesWritten }) => sum + bytesWritten, this.#sent);
  }

  get receivedBytes(): number {
    return [...this.#open].reduce((sum, { bytesRead }) => sum + bytesRead, this.#received);
  }
}
