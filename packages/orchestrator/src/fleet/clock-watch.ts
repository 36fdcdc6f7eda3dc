// Compares the clock of each agent with the orchestrator's: several times before and after a run, once per second during it.
// It records the round trips; the checker derives offset, drift and error from all of them.
import { sleep, type Timers, within } from "@fairhare/core";
import { EventKind, recordOfExchange, type TimeExchange } from "@fairhare/protocol";
import type { RunLog } from "../run/run-log.ts";
import type { ClockedAgent } from "./fleet-agents.ts";

/** Round trips before and after a run: with so many, one of them is rarely disturbed. */
const BURST = 8;
/** During a run: the first one after a pause is often slow, because the other host was idle. */
const PAIR = 2;
const INTERVAL_MS = 1_000;
/** A run does not wait longer for an agent that does not answer. */
const BURST_TIMEOUT_MS = 2_000;

export class ClockWatch implements AsyncDisposable {
  readonly #agents: () => readonly ClockedAgent[];
  readonly #log: RunLog;
  readonly #clock: Timers;
  readonly #over = new AbortController();
  /** Agents whose answer is missing. */
  readonly #asked = new Set<ClockedAgent>();
  #loop: Promise<void> = Promise.resolve();
  /** A late answer is not recorded: the history may be closed. */
  #isClosed = false;

  /** Resolves after the first comparisons. `agents`: those that have joined, at any time. */
  static async begin(agents: () => readonly ClockedAgent[], log: RunLog, clock: Timers): Promise<ClockWatch> {
    const watch = new ClockWatch(agents, log, clock);
    // Since the agents joined, or the run before, the clocks have drifted.
    const begun = new AbortController();
    await watch.#inTime(watch.#connected().map((agent) => agent.compareClocks(begun.signal).catch(() => undefined)));
    // All processes and exchanges of a run have the same offset: an answer that is too late must not change it.
    begun.abort();
    await watch.#compareAll(BURST);
    watch.#loop = watch.#repeat();
    return watch;
  }

  private constructor(agents: () => readonly ClockedAgent[], log: RunLog, clock: Timers) {
    this.#agents = agents;
    this.#log = log;
    this.#clock = clock;
  }

  /** Resolves after the last comparisons. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#over.abort();
    await this.#loop;
    await this.#compareAll(BURST);
    this.#isClosed = true;
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#over;
    for (;;) {
      await sleep(this.#clock, INTERVAL_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      // An agent that does not answer must not delay the others.
      for (const agent of this.#connected()) void this.#compare(agent, PAIR);
    }
  }

  async #compareAll(times: number): Promise<void> {
    await this.#inTime(this.#connected().map((agent) => this.#compare(agent, times)));
  }

  async #inTime(comparisons: readonly Promise<void>[]): Promise<void> {
    const compared = Promise.all(comparisons);
    await within(this.#clock, BURST_TIMEOUT_MS, compared, () => new Error("no answer")).catch(() => undefined);
  }

  #connected(): ClockedAgent[] {
    return this.#agents().filter((agent) => agent.isConnected && !this.#asked.has(agent));
  }

  async #compare(agent: ClockedAgent, times: number): Promise<void> {
    this.#asked.add(agent);
    try {
      for (let time = 0; time < times; time++) this.#record(agent, await agent.exchangeTime());
    } catch {
      // The agent was lost; others say so.
    } finally {
      this.#asked.delete(agent);
    }
  }

  #record({ number, clockOffset }: ClockedAgent, exchange: TimeExchange): void {
    const record = recordOfExchange(exchange, clockOffset);
    if (record !== undefined && !this.#isClosed)
      this.#log.record(EventKind.clockExchanged, { slot: number, ...record });
  }
}
