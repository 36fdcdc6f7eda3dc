// What is still owed: which attempted tasks have not come to an end yet, as far as the history tells.
// It decides when the drain is over; what became of each task is the checker's to say.
import { EventKind, FailureOutcome, type RecordCursor } from "@fairhare/protocol";
import type { Counts } from "./progress.ts";

const ATTEMPTED = 1;
const SETTLED = 2;

export class Account {
  #attempted = 0;
  #confirmed = 0;
  #delivered = 0;
  #completed = 0;
  #activity = 0;
  /** Attempted and not settled. */
  #open = 0;
  #flags = new Uint8Array(1024);
  /** Delivered and neither completed nor failed, by shard. */
  readonly #inHand = new Map<string, number>();

  /** Takes in new records of a shard. */
  readonly add = (records: RecordCursor, shard: string): void => {
    let inHand = this.#inHand.get(shard) ?? 0;
    while (records.next()) {
      if (records.kind !== EventKind.sampled) this.#activity++;
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
          inHand++;
          break;
        case EventKind.completed:
          inHand--;
          this.#completed++;
          this.#mark(records.task, SETTLED);
          break;
        case EventKind.failed:
          inHand--;
          if (records.detail !== FailureOutcome.requeued) this.#mark(records.task, SETTLED);
          break;
        default:
      }
    }
    this.#inHand.set(shard, inHand);
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

  /** Attempted tasks that have come to no end. */
  get open(): number {
    return this.#open;
  }

  /** Tasks in the hands or the buffers of the workers that write these shards. */
  inHand(shards: Iterable<string>): number {
    let sum = 0;
    for (const shard of shards) sum += this.#inHand.get(shard) ?? 0;
    return sum;
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
