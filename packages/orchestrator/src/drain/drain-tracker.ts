// What is still owed: which attempted tasks have not come to an end yet, as far as the history tells.
// It decides when the drain is over; what became of each task is the checker's to say.
import { EventKind, FailureOutcome, type RecordCursor } from "@fairhare/protocol";
import { HeldDeliveries } from "./held-deliveries.ts";
import type { Counts } from "../run/progress.ts";
import { TaskFlags } from "./task-flags.ts";

const ATTEMPTED = 1;
const SETTLED = 2;
const CONFIRMED = 4;

/** Tasks that go round for ever; after so many failures nobody waits for one any more. */
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
  #activity = 0;
  #progress = 0;
  #longestCostMicros = 0;
  /** Attempted and not settled. */
  #open = 0;
  readonly #flags = new TaskFlags();
  /** What each slot holds, by shard. */
  readonly #heldDeliveries = new Map<string, HeldDeliveries>();
  /** Failures of the tasks that can never succeed and are given back each time. */
  readonly #poisoned = new Map<number, number>();
  /** Rejected into the dead-letter queue, and not seen there yet. */
  readonly #owedDeadLetters = new Set<number>();
  readonly #endless: EndlessTasks;

  /** Without `endless`, every task comes to an end. */
  constructor(endless: EndlessTasks = NONE_ENDLESS) {
    this.#endless = endless;
  }

  /** Takes in new records of a shard. */
  readonly add = (records: RecordCursor, shard: string): void => {
    let held = this.#heldDeliveries.get(shard);
    if (held === undefined) this.#heldDeliveries.set(shard, (held = new HeldDeliveries()));
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
          held.deliver(records.slot);
          break;
        case EventKind.completed:
          held.finish(records.slot, records.other);
          this.#completed++;
          this.#mark(records.task, SETTLED);
          break;
        case EventKind.failed:
          held.finish(records.slot, records.other);
          if (records.detail === FailureOutcome.dropped) this.#mark(records.task, SETTLED);
          else if (records.detail === FailureOutcome.deadLettered) this.#oweDeadLetter(records.task);
          else if (this.#endless.isEndless(records.task))
            this.#poisoned.set(records.task, (this.#poisoned.get(records.task) ?? 0) + 1);
          break;
        case EventKind.deadLettered:
          this.#owedDeadLetters.delete(records.task);
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
      completed: this.#completed,
    };
  }

  /** Deliveries that the broker had made before. */
  get redelivered(): number {
    return this.#redelivered;
  }

  /** Grows with every event that is about a task. */
  get activity(): number {
    return this.#activity;
  }

  /** Grows when a task is attempted, confirmed or settled for the first time: what goes round is no progress. */
  get progress(): number {
    return this.#progress;
  }

  /** The longest planned service time of any attempted task: so long nothing may happen although all is well. */
  get longestCostMs(): number {
    return this.#longestCostMicros / 1e3;
  }

  /** Attempted tasks that have come to no end. */
  get open(): number {
    return this.#open;
  }

  /** Of the open ones, those that have failed so often that nobody waits for them. */
  get givenUp(): number {
    let count = 0;
    for (const [task, failures] of this.#poisoned)
      if (failures >= this.#endless.maxAttempts && this.#isOpen(task)) count++;
    return count;
  }

  /** Open tasks that can never be done. */
  get poisoned(): number {
    let count = 0;
    for (const task of this.#poisoned.keys()) if (this.#isOpen(task)) count++;
    return count;
  }

  /** Whether a dead letter is on its way, as far as the history tells. */
  get owesDeadLetters(): boolean {
    return this.#owedDeadLetters.size > 0;
  }

  /** Tasks in the hands or the buffers of the workers that write these shards. */
  inHand(shards: Iterable<string>): number {
    let sum = 0;
    for (const shard of shards) sum += this.#heldDeliveries.get(shard)?.held ?? 0;
    return sum;
  }

  /** It may have been seen there already: shards are read one after the other. */
  #oweDeadLetter(task: number): void {
    if ((this.#flags.of(task) & SETTLED) === 0) this.#owedDeadLetters.add(task);
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

/** Not about a process, its connection, or the file itself. */
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
