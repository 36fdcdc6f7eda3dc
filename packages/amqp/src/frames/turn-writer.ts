// Sends everything that a connection writes in one turn of the event loop with one system call. amqplib writes each frame by
// itself, and a system call costs more than the frame.
import type { Writable } from "node:stream";

/** Bytes of memory for the short writes of a turn; a turn that needs more takes more. */
const SLAB_BYTES = 32_768;
/** A write below this length is copied behind the others; a longer one is sent from its own memory. */
const COPIED_BYTES = 2_048;

/**
 * Changes when bytes are sent, by less than a turn, and neither the bytes nor their order. Writes to the socket itself, as
 * amqplib does, and bytes that are encoded in place (`claim`) leave in the order of the calls.
 */
export class TurnWriter {
  readonly #socket: Writable;
  readonly #pass: (...words: unknown[]) => boolean;
  readonly #onTurn: () => void;
  #slab = Buffer.alloc(0);
  /** The bytes of the slab from here to `#end` are not in the socket yet. */
  #begin = 0;
  #end = 0;
  #isScheduled = false;

  /** `onTurn` is called at the first write of each turn. */
  constructor(socket: Writable, onTurn: () => void = () => undefined) {
    this.#socket = socket;
    this.#onTurn = onTurn;
    this.#pass = socket.write.bind(socket) as (...words: unknown[]) => boolean;
    // The overloads of `write` and `end` have no common signature.
    socket.write = ((...words: unknown[]) => this.#write(words)) as Writable["write"];
    const end = socket.end.bind(socket) as (...words: unknown[]) => Writable;
    socket.end = ((...words: unknown[]) => {
      this.#passOn();
      return end(...words);
    }) as Writable["end"];
  }

  /** Where `claim` makes room. */
  get bytes(): Buffer {
    return this.#slab;
  }

  /** Room for `length` bytes in `bytes`, from the returned offset on. The caller fills it before it does anything else. */
  claim(length: number): number {
    this.#schedule();
    if (this.#end + length > this.#slab.length) this.#replaceSlab(length);
    const at = this.#end;
    this.#end += length;
    return at;
  }

  /** Backpressure: wait for `drained` before more is written. */
  get isFull(): boolean {
    return this.#socket.writableLength + this.#end - this.#begin >= this.#socket.writableHighWaterMark;
  }

  /** Calls `handler` once, when a full socket is empty again; returns a function that cancels this. */
  onDrained(handler: () => void): () => void {
    this.#socket.once("drain", handler);
    return () => void this.#socket.off("drain", handler);
  }

  #write(words: readonly unknown[]): boolean {
    const [chunk] = words;
    if (words.length === 1 && Buffer.isBuffer(chunk) && chunk.length < COPIED_BYTES) {
      const at = this.claim(chunk.length);
      chunk.copy(this.#slab, at);
      return !this.isFull;
    }
    this.#schedule();
    this.#passOn();
    return this.#pass(...words);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#onTurn();
    // The kernel has everything that was sent, so the memory is free again.
    if (this.#socket.writableLength === 0) this.#begin = this.#end = 0;
    this.#socket.cork();
    process.nextTick(this.#flush);
  }

  readonly #flush = (): void => {
    this.#isScheduled = false;
    this.#passOn();
    this.#socket.uncork();
  };

  #passOn(): void {
    if (this.#begin === this.#end) return;
    const pending = this.#slab.subarray(this.#begin, this.#end);
    this.#begin = this.#end;
    this.#pass(pending);
  }

  #replaceSlab(length: number): void {
    this.#passOn();
    this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, length));
    this.#begin = this.#end = 0;
  }
}
