// What is still owed: which attempted tasks have not come to an end yet, as far as the history tells.
// It decides when the drain is over; what became of each task is the checker's to say.
import { EventFlag, EventKind, FailureOutcome, type RecordCursor } from "@fairhare/protocol";
import type { Counts } from "./progress.ts";

const ATTEMPTED = 1;
const SETTLED = 2;

/** Tasks that go round for ever; after so many failures nobody waits for one any more. */
export interface EndlessTasks {
  readonly isEndless: (task: number) => boolean;
  readonly waitedFor: number;
}

const NONE_ENDLESS: EndlessTasks = { isEndless: () => false, waitedFor: 0 };

export class Account {
  #attempted = 0;
  #confirmed = 0;
  #delivered = 0;
  #completed = 0;
  #activity = 0;
  #progress = 0;
  /** Attempted and not settled. */
  #open = 0;
  #flags = new Uint8Array(1024);
  /** Delivered and neither completed nor failed, by shard and slot. */
  readonly #inHand = new Map<string, number[]>();
  /** Attempts that a producer has made, by shard. */
  readonly #attempts = new Map<string, number>();
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
    const inHand = this.#inHand.get(shard) ?? [];
    const attempted = this.#attempted;
    while (records.next()) {
      if (records.kind !== EventKind.sampled) this.#activity++;
      if (!goesRound(records)) this.#progress++;
      switch (records.kind) {
        case EventKind.attempted:
          this.#attempted++;
          this.#mark(records.task, ATTEMPTED);
          break;
        case EventKind.confirmed:
          this.#confirmed++;
          break;
        case EventKind.nacked:
        case EventKind.returned:
          this.#mark(records.task, SETTLED);
          break;
        case EventKind.delivered:
          this.#delivered++;
          inHand[records.slot] = (inHand[records.slot] ?? 0) + 1;
          break;
        case EventKind.completed:
          settle(inHand, records.slot);
          this.#completed++;
          this.#mark(records.task, SETTLED);
          break;
        case EventKind.failed:
          settle(inHand, records.slot);
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
          // What a slot had is the broker's to give to others now.
          inHand[records.slot] = 0;
          break;
        default:
      }
    }
    this.#inHand.set(shard, inHand);
    this.#attempts.set(shard, (this.#attempts.get(shard) ?? 0) + this.#attempted - attempted);
  };

  get counts(): Counts {
    return {
      attempted: this.#attempted,
      confirmed: this.#confirmed,
      delivered: this.#delivered,
      completed: this.#completed,
    };
  }

  /** Grows with every event but the processes' samples of themselves, which come for ever. */
  get activity(): number {
    return this.#activity;
  }

  /** Grows only with events that bring a task nearer to its end: not with a failure and what leads to the next one. */
  get progress(): number {
    return this.#progress;
  }

  /** Attempted tasks that have come to no end. */
  get open(): number {
    return this.#open;
  }

  /** Of the open ones, those that have failed so often that nobody waits for them. */
  get givenUp(): number {
    let count = 0;
    for (const [task, failures] of this.#poisoned)
      if (failures >= this.#endless.waitedFor && this.#flags[task] === ATTEMPTED) count++;
    return count;
  }

  /** Open tasks that can never be done. */
  get poisoned(): number {
    let count = 0;
    for (const task of this.#poisoned.keys()) if (this.#flags[task] === ATTEMPTED) count++;
    return count;
  }

  /** Whether a dead letter is on its way, as far as the history tells. */
  get owesDeadLetters(): boolean {
    return this.#owedDeadLetters.size > 0;
  }

  /** Tasks in the hands or the buffers of the workers that write these shards. */
  inHand(shards: Iterable<string>): number {
    let sum = 0;
    for (const shard of shards) for (const count of this.#inHand.get(shard) ?? []) sum += count ?? 0;
    return sum;
  }

  /** Publishes that the producer of this shard has attempted. */
  attemptsOf(shard: string): number {
    return this.#attempts.get(shard) ?? 0;
  }

  /** It may have been seen there already: shards are read one after the other. */
  #oweDeadLetter(task: number): void {
    if (((this.#flags[task] ?? 0) & SETTLED) === 0) this.#owedDeadLetters.add(task);
  }

  #mark(task: number, flag: number): void {
    if (task >= this.#flags.length) {
      const grown = new Uint8Array(2 ** Math.ceil(Math.log2(task + 1)));
      grown.set(this.#flags);
      this.#flags = grown;
    }
    const before = this.#flags[task] ?? 0;
    const after = before | flag;
    this.#flags[task] = after;
    this.#open += Number(after === ATTEMPTED) - Number(before === ATTEMPTED);
  }
}

/** A task that outlives its delivery ends without having been in hand. */
function settle(inHand: number[], slot: number): void {
  inHand[slot] = Math.max(0, (inHand[slot] ?? 0) - 1);
}

/** What happens again and again to a task that is given back; a redelivery proves nothing until the work is done. */
function goesRound(records: RecordCursor): boolean {
  switch (records.kind) {
    case EventKind.sampled:
    case EventKind.started:
      return true;
    case EventKind.delivered:
      return (records.flags & EventFlag.redelivered) !== 0;
    case EventKind.failed:
      return records.detail === FailureOutcome.requeued;
    default:
      return false;
  }
}
