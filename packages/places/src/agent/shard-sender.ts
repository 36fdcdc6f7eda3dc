// Sends the shards of all processes of an agent as they grow, within one window of bytes that the orchestrator has not
// written yet, so that control messages never wait behind a long queue.
import type { Timers } from "@fairhare/core";
import { FRAME_HEADER_BYTES, MAX_FRAME_PAYLOAD } from "../transport/shard-frame.ts";
import type { ShardTail } from "./shard-tail.ts";

/** Bytes on the way, of all shards together. */
const WINDOW_BYTES = 1024 * 1024;
/** Between two looks at the files: what a process writes meanwhile is one part. */
const INTERVAL_MS = 50;

interface Sending {
  readonly tail: ShardTail;
  /** The process has ended: the file does not grow any more, and this is called when all of it is sent. */
  onSent: (() => void) | undefined;
}

export class ShardSender {
  readonly #clock: Timers;
  readonly #send: (frame: Buffer) => void;
  readonly #sendings = new Set<Sending>();
  #onTheWay = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Timers, send: (frame: Buffer) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The returned function is called when the process has ended; then, after the last part is sent, `onSent`. */
  follow(tail: ShardTail): (onSent: () => void) => void {
    const sending: Sending = { tail, onSent: undefined };
    this.#sendings.add(sending);
    this.#schedule();
    return (onSent) => {
      sending.onSent = onSent;
      this.#pump();
    };
  }

  /** So many bytes are in their files. */
  written(bytes: number): void {
    const wasFull = this.#room === 0;
    this.#onTheWay -= bytes;
    if (wasFull) this.#pump();
  }

  [Symbol.dispose](): void {
    this.#cancel?.();
    for (const { tail } of this.#sendings) tail[Symbol.dispose]();
    this.#sendings.clear();
  }

  get #room(): number {
    const room = WINDOW_BYTES - this.#onTheWay;
    // No small parts at the edge of the window.
    return room < MAX_FRAME_PAYLOAD ? 0 : room;
  }

  #schedule(): void {
    if (this.#cancel !== undefined || this.#sendings.size === 0) return;
    this.#cancel = this.#clock.after(INTERVAL_MS, () => {
      this.#cancel = undefined;
      this.#pump();
      this.#schedule();
    });
  }

  /** One part of each shard in turn, until nothing is new or the window is full. */
  #pump(): void {
    for (let hasMore = true; hasMore;) {
      hasMore = false;
      for (const sending of this.#sendings) {
        if (this.#room === 0) return;
        hasMore = this.#sendPart(sending) || hasMore;
      }
    }
  }

  /** False when the shard has nothing new. */
  #sendPart(sending: Sending): boolean {
    const frame = sending.tail.read(MAX_FRAME_PAYLOAD);
    if (frame === undefined) {
      if (sending.onSent !== undefined) this.#finish(sending, sending.onSent);
      return false;
    }
    const bytes = frame.length - FRAME_HEADER_BYTES;
    this.#onTheWay += bytes;
    this.#send(frame);
    // A part that is not full ends where the file ends; what is written meanwhile is a part of the next look.
    return bytes === MAX_FRAME_PAYLOAD || sending.onSent !== undefined;
  }

  #finish(sending: Sending, onSent: () => void): void {
    this.#sendings.delete(sending);
    sending.tail[Symbol.dispose]();
    onSent();
  }
}
