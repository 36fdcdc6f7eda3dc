// What really happened in the fleet in memory, told by those who did it: what the checker must find out from
// the history alone.
import type { Delivery, Reason } from "./memory-broker.ts";

/** `flaky` fails the first time, `requeued` each time. */
export type Fate = "work" | "dropped" | "deadLettered" | "requeued" | "flaky";

export interface TrueFault {
  readonly kind: string;
  readonly target: string;
  readonly at: number;
  /** Tasks on record as held by what was hit, until they were delivered again. */
  readonly held: Set<number>;
  lastRedeliveryAt: number | null;
}

export class Truth {
  /** Tasks, in order. */
  readonly attempted = new Set<number>();
  readonly republished = new Set<number>();
  readonly confirmed = new Set<number>();
  readonly handed = new Set<number>();
  readonly nacked = new Set<number>();
  /** Dropped by their handler. */
  readonly failed = new Map<number, Fate>();
  readonly failedOnce = new Set<number>();
  failures = 0;
  /** By task: why it arrived in the dead-letter queue. */
  readonly deadLetters = new Map<number, Reason>();
  /** In the queue when the run was over. */
  readonly left = new Set<number>();
  readonly completions = new Map<number, number>();
  readonly deliveries: Delivery[] = [];
  readonly redeliveredAt: number[] = [];
  /** Of those, of tasks that were on the wire before and that nobody had read. */
  readonly unreadRedeliveredAt: number[] = [];
  readonly faults: TrueFault[] = [];
  ghosts = 0;
  tornWorkers = 0;
  drainedAt = 0;
  readonly #destroyed = new Map<number, Set<string>>();

  destroy(task: number, cause: string): void {
    this.#destroyed.set(task, (this.#destroyed.get(task) ?? new Set()).add(cause));
  }

  /** By task: what its copies were lost to. */
  losses(confirms: boolean): Map<number, ReadonlySet<string>> {
    const promised = confirms ? this.confirmed : this.handed;
    const lost = [...promised].filter((task) => !this.hasEnded(task) && !this.nacked.has(task) && !this.left.has(task));
    return new Map(lost.map((task) => [task, this.#destroyed.get(task) ?? new Set(["nothing"])]));
  }

  hasEnded(task: number): boolean {
    return this.completions.has(task) || this.failed.has(task) || this.deadLetters.has(task);
  }

  duplicates(): Map<number, string> {
    const repeated = [...this.completions].filter(([, count]) => count > 1).map(([task]) => task);
    return new Map(repeated.map((task) => [task, this.#causeOfDuplicate(task)]));
  }

  /** A task arrives that was on its way before; `isKnown` when that one arrived as well. */
  redelivered(task: number, at: number, isKnown: boolean): void {
    this.redeliveredAt.push(at);
    if (!isKnown) this.unreadRedeliveredAt.push(at);
    const fault = this.faults.findLast(({ held }) => held.has(task));
    if (fault === undefined) return;
    fault.lastRedeliveryAt = at;
    for (const { held } of this.faults) held.delete(task);
  }

  #causeOfDuplicate(task: number): string {
    if (this.republished.has(task)) return "republished";
    const done = this.deliveries.filter(({ message, isCompleted }) => message.task === task && isCompleted);
    const reasons = done.filter(({ order }) => done.some((later) => later.order > order)).map((all) => all.takenBack);
    return (
      ["worker-killed", "ack-timeout", "connection-lost"].find((reason) => reasons.some((all) => all === reason)) ??
      "unknown"
    );
  }
}
