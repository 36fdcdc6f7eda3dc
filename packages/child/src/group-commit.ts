// Group commit: writes the records of one event-loop turn with one system call. Only then does `effect` send the acks
// or publishes of that turn to the broker.
import type { Timers } from "@fairhare/core";
import type { ShardWriter } from "./shard-writer.ts";

export interface GroupCommitOptions {
  readonly clock: Timers;
  /**
   * False commits immediately: at prefetch 1 a turn has one message, and waiting for its end costs 20 % of the
   * throughput.
   */
  readonly gather: boolean;
}

export class GroupCommit {
  readonly #shard: ShardWriter;
  readonly #effect: () => void;
  readonly #clock: Timers;
  readonly #gather: boolean;
  #isScheduled = false;
  readonly #run = (): void => {
    this.#isScheduled = false;
    this.commitNow();
  };

  constructor(shard: ShardWriter, effect: () => void, { clock, gather }: GroupCommitOptions) {
    this.#shard = shard;
    this.#effect = effect;
    this.#clock = clock;
    this.#gather = gather;
  }

  /** Call after appending records: commits at the end of the turn, or immediately without `gather`. */
  commit(): void {
    if (!this.#gather) this.commitNow();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#clock.soon(this.#run);
    }
  }

  commitNow(): void {
    this.#shard.flush();
    this.#effect();
  }
}
