// Group commit: the records of one event-loop turn are written with one system call, and only then is
// the broker told. `effect` sends what the turn owes (acks, publishes) after its records are safe.
import type { Timers } from "@fairhare/core";
import type { ShardWriter } from "./shard-writer.ts";

export interface GroupCommitOptions {
  readonly clock: Timers;
  /** False: commit at once. At prefetch 1 a turn holds one message, and waiting for its end costs a fifth. */
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

  /** Call after appending: commits at the end of the turn, or at once. */
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
