// Counts the attempted tasks without an end, from the history as it grows; the drain ends by these counts.
// The checker decides later how each task ended.
import type { Nanoseconds } from "@fairhare/core";
import { EventKind, FailureOutcome, type RecordCursor } from "@fairhare/protocol";
import { HeldDeliveries } from "./held-deliveries.ts";
import type { Counts } from "../run/progress.ts";
import { TaskFlags } from "./task-flags.ts";

const ATTEMPTED = 1;
const SETTLED = 2;
const CONFIRMED = 4;

/** Poison tasks that are requeued without end; the drain stops waiting for one after `maxAttempts` failures. */
export interface EndlessTasks {
  readonly isEndless: (task: number) => boolean;
  readonly maxAttempts: number;
}

const NONE_ENDLESS: EndlessTasks = { isEndless: () => false, maxAttempts: 0 };

export class DrainTracker {
  #attempted = 0;
  #confirmed = 0;
  #delivered = 0;
  #redelivered = 0;
  #completed = 0;
  #foreignCompleted = 0;
  #activity = 0;
  #progress = 0;
  #longestCostMicros = 0;
  /** Tasks that were attempted and have no end. */
  #open = 0;
  readonly #flags: TaskFlags;
  /** Deliveries that each slot holds, by shard. */
  readonly #heldDeliveries = new Map<string, HeldDeliveries>();
  /** Failures of each poison task. */
  readonly #poisoned = new Map<number, number>();
  /** Tasks that a worker rejected, and that have not arrived in the dead-letter queue or returned from the retry queue. */
  readonly #expectedDeadLetters = new Set<number>();
  /** When each of the tasks that wait for their retry was returned. */
  readonly #delayed = new Map<number, Nanoseconds>();
  /** Shards whose process recorded that a task crashed it. */
  readonly #crashed = new Set<string>();
  readonly #endless: EndlessTasks;
  readonly #endsOnDelivery: () => boolean;

  /**
   * Without `endless`, every task has an end. `endsOnDelivery`: nothing tells when a delivered task is done, so the drain
   * does not wait for it. `confirms`: a task without a confirm may still receive one.
   */
  constructor(endless: EndlessTasks = NONE_ENDLESS, endsOnDelivery: () => boolean = () => false, confirms = true) {
    this.#endless = endless;
    this.#endsOnDelivery = endsOnDelivery;
    this.#flags = new TaskFlags(ATTEMPTED | SETTLED | (confirms ? CONFIRMED : 0));
  }

  /** Adds new records of a shard; the shards may come in any order. */
  readonly add = (records: RecordCursor, shard: string): void => {
    let held = this.#heldDeliveries.get(shard);
    if (held === undefined) this.#heldDeliveries.set(shard, (held = new HeldDeliveries()));
    const endsOnDelivery = this.#endsOnDelivery();
    while (records.next()) {
      if (isOfTask(records.kind)) this.#activity++;
      switch (records.kind) {
        case EventKind.attempted:
          this.#attempted++;
          this.#longestCostMicros = Math.max(this.#longestCostMicros, records.detail);
          this.#mark(records.task, ATTEMPTED);
          break;
        case EventKind.confirmed:
          this.#confirmed++;
          this.#mark(records.task, CONFIRMED);
          break;
        case EventKind.nacked:
        case EventKind.returned:
          this.#mark(records.task, SETTLED);
          break;
        case EventKind.delivered:
          this.#delivered++;
          this.#redelivered += records.flags & 1;
          if (endsOnDelivery) this.#mark(records.task, SETTLED);
          else held.deliver(records.slot);
          this.#expectedDeadLetters.delete(records.task);
          this.#delayed.delete(records.task);
          break;
        case EventKind.completed:
          held.finish(records.slot, records.other);
          // A message of others is held like a task, and is none.
          if (records.task === 0) {
            this.#foreignCompleted++;
            break;
          }
          this.#completed++;
          this.#mark(records.task, SETTLED);
          break;
        case EventKind.failed:
          held.finish(records.slot, records.other);
          if (records.detail === FailureOutcome.dropped) this.#mark(records.task, SETTLED);
          else if (records.detail === FailureOutcome.deadLettered) this.#expectDeadLetter(records.task);
          else if (records.detail === FailureOutcome.crashed) this.#crashed.add(shard);
          else if (records.detail === FailureOutcome.delayed) {
            this.#expectDeadLetter(records.task);
            this.#delayed.set(records.task, records.at);
          }
          if (this.#endless.isEndless(records.task)) {
            const failures = (this.#poisoned.get(records.task) ?? 0) + 1;
            this.#poisoned.set(records.task, failures);
            // Attempts that are far apart may take longer than the drain waits without progress.
            if (records.detail === FailureOutcome.delayed && failures <= this.#endless.maxAttempts) this.#progress++;
          }
          break;
        case EventKind.deadLettered:
          this.#expectedDeadLetters.delete(records.task);
          this.#mark(records.task, SETTLED);
          break;
        case EventKind.disconnected:
        case EventKind.cancelled:
          held.lose(records.slot, records.at);
          break;
        default:
      }
    }
  };

  get counts(): Counts {
    return {
      attempted: this.#attempted,
      confirmed: this.#confirmed,
      delivered: this.#delivered,
      // Workers alone complete nothing else.
      completed: this.#attempted === 0 ? this.#foreignCompleted : this.#completed,
    };
  }

  /** Deliveries with the `redelivered` flag. */
  get redelivered(): number {
    return this.#redelivered;
  }

  /** Grows with every event of a task. */
  get activity(): number {
    return this.#activity;
  }

  /**
   * Grows when a task is attempted, confirmed or finished for the first time, and with the delayed retries of a poison
   * task; redeliveries are not progress.
   */
  get progress(): number {
    return this.#progress;
  }

  /** The longest planned service time of an attempted task: a healthy run may be silent for that long. */
  get longestCostMs(): number {
    return this.#longestCostMicros / 1e3;
  }

  /** Attempted tasks without an end. */
  get open(): number {
    return this.#open;
  }

  /** Open tasks that have failed `maxAttempts` times; the drain does not wait for them. */
  get givenUp(): number {
    let count = 0;
    for (const [task, failures] of this.#poisoned)
      if (failures >= this.#endless.maxAttempts && this.#isOpen(task)) count++;
    return count;
  }

  /** Open poison tasks. */
  get poisoned(): number {
    let count = 0;
    for (const task of this.#poisoned.keys()) if (this.#isOpen(task)) count++;
    return count;
  }

  /** Whether the process that writes this shard crashed on a task. */
  hasCrashed(shard: string): boolean {
    return this.#crashed.has(shard);
  }

  /** Whether a rejected task has not arrived in the dead-letter queue. */
  get expectsDeadLetters(): boolean {
    return this.#expectedDeadLetters.size > 0;
  }

  /** Whether a task that was returned after `since` has not been delivered again. */
  hasDelayedSince(since: Nanoseconds): boolean {
    for (const at of this.#delayed.values()) if (at > since) return true;
    return false;
  }

  /** Unacknowledged deliveries of the workers that write these shards. */
  inHand(shards: Iterable<string>): number {
    let sum = 0;
    for (const shard of shards) sum += this.#heldDeliveries.get(shard)?.held ?? 0;
    return sum;
  }

  /** The dead letter may have arrived already: the shards are read one after the other. */
  #expectDeadLetter(task: number): void {
    if ((this.#flags.of(task) & SETTLED) === 0) this.#expectedDeadLetters.add(task);
  }

  #isOpen(task: number): boolean {
    return (this.#flags.of(task) & (ATTEMPTED | SETTLED)) === ATTEMPTED;
  }

  #mark(task: number, flag: number): void {
    const wasOpen = this.#isOpen(task);
    if (!this.#flags.set(task, flag)) return;
    this.#progress++;
    this.#open += Number(this.#isOpen(task)) - Number(wasOpen);
  }
}

function isOfTask(kind: EventKind): boolean {
  switch (kind) {
    case EventKind.attempted:
    case EventKind.confirmed:
    case EventKind.nacked:
    case EventKind.returned:
    case EventKind.delivered:
    case EventKind.started:
    case EventKind.completed:
    case EventKind.failed:
    case EventKind.deadLettered:
      return true;
    default:
      return false;
  }
}
