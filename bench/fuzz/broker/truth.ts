// What really happened in a simulated run, noted where it happens and not where it is written down.
import type { Fate, RequeueReason } from "./message.ts";

export class Truth {
  /** Tasks of which a message reached a queue. */
  readonly enqueued = new Set<number>();
  /** Tasks that a producer gave to its channel. */
  readonly published = new Set<number>();
  readonly republished = new Set<number>();
  readonly confirmed = new Set<number>();
  readonly nacked = new Set<number>();
  readonly returned = new Set<number>();
  /** By task: what became of its messages that are gone without an acknowledgement. */
  readonly fates = new Map<number, Set<Fate>>();
  /** Tasks that a worker has begun, and by task how often its work was done. */
  readonly begun = new Set<number>();
  readonly worked = new Map<number, number>();
  /** Tasks that arrived at a worker. */
  readonly arrived = new Set<number>();
  /** Messages that arrived at a worker, and those of them that were flagged. */
  delivered = 0;
  redelivered = 0;
  /** In the run's queue when it was deleted; null when it never was. */
  left: readonly number[] | null = null;
  /** By task: why its messages went back to the queue. */
  readonly requeues = new Map<number, Set<RequeueReason>>();
  /** Tasks of which a bug of the broker, planted, made two messages. */
  readonly repeated = new Set<number>();

  reached(task: number): void {
    this.enqueued.add(task);
  }

  fate(task: number, fate: Fate): void {
    const known = this.fates.get(task) ?? new Set();
    this.fates.set(task, known.add(fate));
  }

  requeued(task: number, reason: RequeueReason): void {
    const known = this.requeues.get(task) ?? new Set();
    this.requeues.set(task, known.add(reason));
  }

  /** No message of the task ever reached a queue: it was lost on its way, or never sent. */
  isLostOnTheWay(task: number): boolean {
    return !this.enqueued.has(task) && !this.returned.has(task);
  }

  deliver(task: number, isRedelivered: boolean): void {
    this.arrived.add(task);
    this.delivered += 1;
    this.redelivered += Number(isRedelivered);
  }

  work(task: number): void {
    this.worked.set(task, (this.worked.get(task) ?? 0) + 1);
  }
}
