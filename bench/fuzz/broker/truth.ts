// The true events of a simulated run, recorded in the simulated broker and processes, independent of the history.
import type { Fate, RequeueReason } from "./message.ts";

export class Truth {
  /** Tasks of which a message reached a queue. */
  readonly enqueued = new Set<number>();
  /** Tasks that a producer published on its channel. */
  readonly published = new Set<number>();
  readonly republished = new Set<number>();
  readonly confirmed = new Set<number>();
  readonly nacked = new Set<number>();
  readonly returned = new Set<number>();
  /** By task: why its messages left the queue without an acknowledgement. */
  readonly fates = new Map<number, Set<Fate>>();
  /** Tasks that a worker has started. */
  readonly begun = new Set<number>();
  /** By task: how often its work was done. */
  readonly worked = new Map<number, number>();
  /** By task: the processes that did its work. */
  readonly workedBy = new Map<number, Set<number>>();
  /** Processes whose last records did not arrive. */
  readonly unreadPids = new Set<number>();
  /** Tasks that arrived at a worker. */
  readonly arrived = new Set<number>();
  /** Messages that arrived at a worker, and those with the `redelivered` flag. */
  delivered = 0;
  redelivered = 0;
  /** By the name of the queue: the task of each delivery. */
  readonly deliveredFrom = new Map<string, number[]>();
  /** Tasks in the run's queue when it was deleted; null when it was not deleted. */
  left: readonly number[] | null = null;
  /** By task: why its messages were requeued. */
  readonly requeues = new Map<number, Set<RequeueReason>>();
  /** Tasks whose message a planted bug duplicated. */
  readonly repeated = new Set<number>();

  /** By task: when its message last reached a queue, or was dropped because it could not; milliseconds. */
  readonly publishedAt = new Map<number, number>();
  /** When nodes of a cluster went away or came back; milliseconds. */
  readonly nodesChangedAt: number[] = [];

  reached(task: number, at: number): void {
    this.enqueued.add(task);
    this.publishedAt.set(task, at);
  }

  fate(task: number, fate: Fate): void {
    const known = this.fates.get(task) ?? new Set();
    this.fates.set(task, known.add(fate));
  }

  requeued(task: number, reason: RequeueReason): void {
    const known = this.requeues.get(task) ?? new Set();
    this.requeues.set(task, known.add(reason));
  }

  /** No message of the task reached a queue: it was lost on its way, or not sent. */
  isLostOnTheWay(task: number): boolean {
    return !this.enqueued.has(task) && !this.returned.has(task);
  }

  deliver(task: number, isRedelivered: boolean, queue: string): void {
    this.arrived.add(task);
    const tasks = this.deliveredFrom.get(queue);
    if (tasks === undefined) this.deliveredFrom.set(queue, [task]);
    else tasks.push(task);
    this.delivered += 1;
    this.redelivered += Number(isRedelivered);
  }

  work(task: number, pid: number): void {
    this.workedBy.set(task, (this.workedBy.get(task) ?? new Set()).add(pid));
    this.worked.set(task, (this.worked.get(task) ?? 0) + 1);
  }
}
