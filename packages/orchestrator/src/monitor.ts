// The eyes of a run: follows history and queue at a steady pace, reports progress, and knows when the
// drain is over.
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./account.ts";
import type { HistoryTail } from "./history-tail.ts";
import type { Counts } from "./progress.ts";
import type { QueueWatch } from "./queue-watch.ts";

const POLL_INTERVAL_MS = 50;
/** Asking for the depth costs a channel; the picture of the queue needs no more. */
const DEPTH_INTERVAL_MS = 250;
/** Depth readings in a row that must find the queue empty, with nothing in hand and no new event between. */
const QUIET_READINGS = 4;
/** The same while dead letters are on their way: the broker publishes them by itself, and no depth tells of them. */
const QUIET_READINGS_FOR_DEAD_LETTERS = 24;

export type DrainEnd = "accounted" | "poisoned" | "quiet" | "stuck";

export interface MonitorPorts {
  readonly tail: HistoryTail;
  readonly account: Account;
  readonly queue: QueueWatch;
  /** Shards of the workers that are alive. */
  readonly livingShards: () => string[];
  readonly onCounts: (counts: Counts) => void;
}

export class Monitor {
  readonly #ports: MonitorPorts;
  #lastDepth = 0;
  #quietReadings = 0;
  #lastProgress = performance.now();

  constructor(ports: MonitorPorts) {
    this.#ports = ports;
  }

  /** Watches until `done` resolves or rejects, and passes a rejection on; with `orAccounted` at most until no task is open. */
  async during(done: Promise<void>, signal: AbortSignal, { orAccounted = false } = {}): Promise<void> {
    const state = { isOver: false };
    const over = done.finally(() => {
      state.isOver = true;
    });
    const settled = over.then(
      () => undefined,
      () => undefined,
    );
    while (!state.isOver && !signal.aborted) {
      await this.#look();
      if (orAccounted && this.#isAccounted) return;
      await Promise.race([settled, sleep(POLL_INTERVAL_MS)]);
    }
    // A broker that does not come back must not hold up who wants to go.
    signal.throwIfAborted();
    await over;
  }

  /**
   * `accounted`: every attempted task has come to an end. `poisoned`: all but those that never will. `quiet`: not
   * so, but the queue is empty, nobody has anything in hand, and nothing happens any more. `stuck`: nothing that
   * brings a task nearer to its end for `patienceMs`, yet not quiet.
   */
  async drain(patienceMs: number, signal: AbortSignal): Promise<DrainEnd> {
    this.#quietReadings = 0;
    this.#lastProgress = performance.now();
    for (;;) {
      signal.throwIfAborted();
      await this.#look();
      if (this.#isAccounted) return this.#ports.account.open === 0 ? "accounted" : "poisoned";
      if (this.#isQuiet) return "quiet";
      if (performance.now() - this.#lastProgress > patienceMs) return "stuck";
      await sleep(POLL_INTERVAL_MS, undefined, { signal });
    }
  }

  get #isAccounted(): boolean {
    const { open, givenUp } = this.#ports.account;
    return open === givenUp;
  }

  get #isQuiet(): boolean {
    const { owesDeadLetters } = this.#ports.account;
    return this.#quietReadings >= (owesDeadLetters ? QUIET_READINGS_FOR_DEAD_LETTERS : QUIET_READINGS);
  }

  async #look(): Promise<void> {
    const { tail, account, queue, livingShards, onCounts } = this.#ports;
    const { activity, progress } = account;
    tail.poll(account.add);
    if (account.activity > activity) this.#quietReadings = 0;
    if (account.progress > progress) this.#lastProgress = performance.now();
    onCounts(account.counts);
    if (performance.now() - this.#lastDepth < DEPTH_INTERVAL_MS) return;
    this.#lastDepth = performance.now();
    const depth = await queue.observe();
    const isQuiet = depth?.ready === 0 && account.inHand(livingShards()) === 0;
    this.#quietReadings = isQuiet ? this.#quietReadings + 1 : 0;
  }
}
