// One direction of a connection through the proxy. It forwards bytes in order: immediately without conditions, later or
// slower with them. It stops reading when it holds too many bytes, so that the sender gets backpressure.
import type { Socket } from "node:net";
import { CALM, type Conditions } from "./fleet-proxy.ts";

/** Bytes that a slow network holds before its sender must wait. */
const HELD_WHEN_THROTTLED = 64 * 1024;
/** Bytes in transit during a delay: enough for 80 MB/s at 100 ms. */
const HELD_WHEN_DELAYED = 8 * 1024 * 1024;
/** Timers are late by up to about this; longer waits have other reasons. */
const TIMER_LATENESS_MS = 1;
/** Weight of the last lateness in the estimate of the next one. */
const LATENESS_WEIGHT = 0.1;
/** How often a throttled direction forwards bytes. */
const THROTTLE_TICK_MS = 10;

/** Looks at the bytes of one direction, in order and without gaps. It must not change them. */
export interface Watch {
  readonly look: (bytes: Buffer) => void;
  /** When the bytes arrive at the proxy, or when they leave it. Either way, before the other side can have them. */
  readonly when: "arriving" | "leaving";
}

interface Held {
  bytes: Buffer;
  /** Milliseconds, on the clock of `performance.now()`. */
  dueAt: number;
  /** `dueAt` was moved forward by this, because timers are late. */
  readonly aheadMs: number;
}

export class Pipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #conditions: Conditions;
  /** Bytes that the throttle allows now, and when this was computed. */
  #credit = 0;
  #creditAt = 0;
  /** Expected lateness of a delay, subtracted in advance, so that the mean delay is the set one. */
  #latenessMs = 0;
  #hasEnded = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #onArrival: Watch["look"] | undefined;
  readonly #onLeaving: Watch["look"] | undefined;

  constructor(from: Socket, to: Socket, conditions: Conditions, watch?: Watch) {
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    this.#onArrival = watch?.when === "arriving" ? watch.look : undefined;
    this.#onLeaving = watch?.when === "leaving" ? watch.look : undefined;
    from.on("data", (bytes: Buffer) => this.#take(bytes));
    from.on("end", () => {
      this.#hasEnded = true;
      this.#pump();
    });
    to.on("drain", () => this.#pump());
    from.on("close", () => this.#stop());
    to.on("close", () => this.#stop());
    this.#regulate();
  }

  /** A shorter delay also applies to bytes that are already held; their order stays. */
  adapt(conditions: Conditions): void {
    this.#conditions = conditions;
    const latest = performance.now() + conditions.delayMs;
    for (const held of this.#held) held.dueAt = Math.min(held.dueAt, latest);
    this.#credit = 0;
    this.#creditAt = performance.now();
    this.#pump();
  }

  #take(bytes: Buffer): void {
    this.#onArrival?.(bytes);
    if (this.#conditions === CALM && this.#held.length === 0) {
      this.#onLeaving?.(bytes);
      if (!this.#to.write(bytes)) this.#from.pause();
      return;
    }
    const aheadMs = Math.min(this.#latenessMs, this.#conditions.delayMs);
    this.#held.push({ bytes, dueAt: performance.now() + this.#conditions.delayMs - aheadMs, aheadMs });
    this.#heldBytes += bytes.length;
    this.#pump();
  }

  /** Forwards the bytes that may pass now, and schedules the next attempt for the rest. */
  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#to.destroyed) return;
    const now = performance.now();
    this.#earn(now);
    let next = this.#held[0];
    while (next !== undefined && this.#mayPass(next, now)) {
      if (this.#conditions.delayMs > 0) this.#learnLateness(now - next.dueAt - next.aheadMs);
      this.#pass(next);
      next = this.#held[0];
    }
    if (next !== undefined && !this.#conditions.isStalled && !this.#to.writableNeedDrain) {
      const waitMs = next.dueAt > now ? next.dueAt - now : THROTTLE_TICK_MS;
      this.#timer = setTimeout(() => this.#pump(), waitMs);
    }
    if (this.#hasEnded && this.#held.length === 0 && !this.#to.writableEnded) this.#to.end();
    this.#regulate();
  }

  #mayPass({ dueAt }: Held, now: number): boolean {
    return !this.#conditions.isStalled && dueAt <= now && this.#credit >= 1 && !this.#to.writableNeedDrain;
  }

  /** `lateMs`: how much longer than the delay a chunk was held; below 0 if it was shorter. */
  #learnLateness(lateMs: number): void {
    const learnt = this.#latenessMs + LATENESS_WEIGHT * Math.min(lateMs, TIMER_LATENESS_MS);
    this.#latenessMs = Math.min(TIMER_LATENESS_MS, Math.max(0, learnt));
  }

  /** Forwards the whole chunk, or the part that the throttle allows. */
  #pass(next: Held): void {
    const size = Math.min(next.bytes.length, Math.floor(this.#credit));
    const passing = next.bytes.subarray(0, size);
    this.#onLeaving?.(passing);
    this.#to.write(passing);
    this.#credit -= size;
    this.#heldBytes -= size;
    if (size === next.bytes.length) this.#held.shift();
    else next.bytes = next.bytes.subarray(size);
  }

  /** Credit grows with time. Unused credit is limited to two ticks, so that a pause does not allow a burst. */
  #earn(now: number): void {
    const { bytesPerSecond } = this.#conditions;
    const perMillisecond = bytesPerSecond / 1e3;
    const most = Math.max(1, 2 * THROTTLE_TICK_MS * perMillisecond);
    this.#credit =
      bytesPerSecond === Infinity ? Infinity : Math.min(most, this.#credit + (now - this.#creditAt) * perMillisecond);
    this.#creditAt = now;
  }

  #regulate(): void {
    const { isStalled, bytesPerSecond } = this.#conditions;
    const limit = bytesPerSecond === Infinity ? HELD_WHEN_DELAYED : HELD_WHEN_THROTTLED;
    if (isStalled || this.#heldBytes >= limit || this.#to.writableNeedDrain) this.#from.pause();
    else this.#from.resume();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
    this.#heldBytes = 0;
  }
}
