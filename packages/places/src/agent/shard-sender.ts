// Sends the shards of all processes of an agent as they grow, within one window of bytes that the orchestrator has not
// written yet, so that control messages never wait behind a long queue.
import type { Timers } from "@fairhare/core";
import { FRAME_HEADER_BYTES, MAX_FRAME_PAYLOAD, WINDOW_BYTES } from "../transport/shard-frame.ts";
import type { ShardTail } from "./shard-tail.ts";

/** Between two looks at the files: what a process writes meanwhile is one part. */
const INTERVAL_MS = 50;

interface Sending {
  readonly tail: ShardTail;
  /** Called once, when the file cannot be read. */
  onProblem: (() => void) | undefined;
  /** The process has ended: the file does not grow any more, and this is called when all of it is sent. */
  onSent: (() => void) | undefined;
}

export class ShardSender {
  readonly #clock: Timers;
  readonly #send: (frame: Buffer) => void;
  /** The next one to send is the first. */
  readonly #sendings: Sending[] = [];
  #onTheWay = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Timers, send: (frame: Buffer) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * The returned function is called when the process has ended; then, after the last part is sent, `onSent`. `onProblem`: the
   * file cannot be read.
   */
  follow(tail: ShardTail, onProblem: () => void): (onSent: () => void) => void {
    const sending: Sending = { tail, onProblem, onSent: undefined };
    this.#sendings.push(sending);
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
    this.#sendings.length = 0;
  }

  get #room(): number {
    const room = WINDOW_BYTES - this.#onTheWay;
    // No small parts at the edge of the window.
    return room < MAX_FRAME_PAYLOAD ? 0 : room;
  }

  #schedule(): void {
    if (this.#cancel !== undefined || this.#sendings.length === 0) return;
    this.#cancel = this.#clock.after(INTERVAL_MS, () => {
      this.#cancel = undefined;
      this.#pump();
      this.#schedule();
    });
  }

  /** One part of each shard in turn, until nothing is new or the window is full; the next call continues the turn. */
  #pump(): void {
    for (let idle = 0; idle < this.#sendings.length && this.#room > 0;) {
      const sending = this.#sendings.shift();
      if (sending === undefined) return;
      const outcome = this.#sendPart(sending);
      if (outcome === "whole") sending.onSent?.();
      else this.#sendings.push(sending);
      idle = outcome === "nothing more" ? idle + 1 : 0;
    }
  }

  /** `whole`: the process has ended, and all of its shard is sent. */
  #sendPart(sending: Sending): "more" | "nothing more" | "whole" {
    const frame = sending.tail.read(MAX_FRAME_PAYLOAD);
    if (frame === undefined) {
      if (sending.tail.problem !== undefined) {
        sending.onProblem?.();
        sending.onProblem = undefined;
      }
      if (sending.onSent === undefined) return "nothing more";
      sending.tail[Symbol.dispose]();
      return "whole";
    }
    const bytes = frame.length - FRAME_HEADER_BYTES;
    this.#onTheWay += bytes;
    this.#send(frame);
    // A part that is not full ends where the file ends; what is written meanwhile is a part of the next look.
    return bytes === MAX_FRAME_PAYLOAD || sending.onSent !== undefined ? "more" : "nothing more";
  }
}
