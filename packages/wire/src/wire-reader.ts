// Reads one AMQP 0-9-1 connection, both directions, from the bytes that pass by. It changes nothing, copies no bodies, and
// its memory is bounded: whatever the bytes, it never throws and never waits.
import { Conversation } from "./conversation.ts";
import { Direction } from "./direction.ts";
import type { WireListener } from "./listener.ts";
import { ProtocolHeader } from "./frames/protocol-header.ts";

export class WireReader {
  readonly #conversation: Conversation;
  readonly #header = new ProtocolHeader();
  readonly #client: Direction;
  readonly #broker: Direction;

  constructor(listener: WireListener) {
    this.#conversation = new Conversation(listener);
    this.#client = new Direction("client", this.#conversation);
    this.#broker = new Direction("broker", this.#conversation);
  }

  /** False after `failed`: the reader ignores all further bytes. */
  get isReading(): boolean {
    return !this.#conversation.hasFailed;
  }

  /**
   * The next bytes from the client, split anywhere. Call it before the broker can see them, so that an answer never comes
   * before its request.
   */
  fromClient(bytes: Uint8Array): void {
    if (!this.isReading) return;
    let start = 0;
    if (!this.#header.isComplete) {
      start = this.#header.feed(bytes);
      if (!this.#header.isComplete) return;
      const { problem } = this.#header;
      if (problem !== undefined) return this.#conversation.fail(problem);
      this.#conversation.listener.begun?.();
    }
    this.#client.feed(bytes, start);
  }

  /** The next bytes from the broker, before the client can see them. */
  fromBroker(bytes: Uint8Array): void {
    if (this.isReading) this.#broker.feed(bytes, 0);
  }
}
