import { nanoseconds, type Timers } from "@fairhare/core";
import { EventKind, type TimeExchange } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import type { RunLog, RunLogFields } from "../run/run-log.ts";
import { ClockWatch } from "./clock-watch.ts";
import type { ClockedAgent } from "./fleet-agents.ts";

/** Time passes only when the test says so. */
class ManualTimers implements Timers {
  #now = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly act: () => void }>();

  now(): ReturnType<Timers["now"]> {
    return nanoseconds(this.#now);
  }

  after(milliseconds: number, act: () => void): () => void {
    const waiting = { at: this.#now + milliseconds * 1e6, act };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  soon(act: () => void): void {
    this.after(0, act);
  }

  async pass(milliseconds: number): Promise<void> {
    this.#now += milliseconds * 1e6;
    for (const waiting of [...this.#waiting].filter(({ at }) => at <= this.#now)) {
      this.#waiting.delete(waiting);
      waiting.act();
    }
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface FakeAgent extends ClockedAgent {
  clockOffset: number;
  isConnected: boolean;
  answers: boolean;
  asked: number;
  /** Answers the first comparison, if it does not answer by itself. */
  answerLate: () => void;
}

/** Its clock is `aheadNs` ahead, of which it measures 700 ns too few; each way takes 100 µs. */
function agentOf(number: number, timers: Timers, aheadNs = 5e9): FakeAgent {
  const agent: FakeAgent = {
    number,
    clockOffset: 0,
    isConnected: true,
    answers: true,
    asked: 0,
    answerLate: () => undefined,
    compareClocks: async (signal) => {
      if (!agent.answers) await new Promise<void>((resolve) => (agent.answerLate = resolve));
      if (!signal.aborted) agent.clockOffset = aheadNs - 700;
    },
    exchangeTime: async (): Promise<TimeExchange> => {
      agent.asked++;
      if (!agent.answers) return new Promise(() => undefined);
      if (!agent.isConnected) throw new Error("lost");
      const t1 = timers.now();
      return { t1, t2: t1 + 1e5 + aheadNs, t3: t1 + 1e5 + aheadNs, t4: t1 + 2e5 };
    },
  };
  return agent;
}

function watched(setUp: (timers: Timers) => FakeAgent[]) {
  const timers = new ManualTimers();
  const agents = setUp(timers);
  const records: RunLogFields[] = [];
  const record: RunLog["record"] = (kind, fields) => {
    expect(kind).toBe(EventKind.clockExchanged);
    records.push(fields ?? {});
  };
  const log = { record } as RunLog;
  const counts = (): number[] => agents.map(({ number }) => records.filter(({ slot }) => slot === number).length);
  return { timers, agents, records, counts, begin: () => ClockWatch.begin(() => agents, log, timers) };
}

describe("the comparison of the clocks of agents", () => {
  it("is a burst before and after a run, and a pair per second during it", async () => {
    const { timers, counts, begin } = watched((clock) => [agentOf(1, clock), agentOf(2, clock)]);
    const watch = await begin();
    expect(counts()).toEqual([8, 8]);
    for (let second = 0; second < 3; second++) await timers.pass(1_000);
    expect(counts()).toEqual([14, 14]);
    await watch[Symbol.asyncDispose]();
    expect(counts()).toEqual([22, 22]);
    await timers.pass(5_000);
    expect(counts()).toEqual([22, 22]);
  });

  it("measures the offset again and records what the agent's processes do not subtract", async () => {
    const { records, begin } = watched((clock) => [agentOf(3, clock)]);
    await begin();
    expect(records[0]).toEqual({ slot: 3, at: 1e5, other: 700, detail: 2e5 + 1, tag: 0 });
  });

  it("does not wait for an agent that does not answer, and does not ask it again", async () => {
    const { timers, agents, counts, begin } = watched((clock) => [agentOf(1, clock), agentOf(2, clock)]);
    const [, silent] = agents as [FakeAgent, FakeAgent];
    silent.answers = false;
    const began = begin();
    await settled();
    await timers.pass(2_000);
    await timers.pass(2_000);
    const watch = await began;
    for (let second = 0; second < 3; second++) await timers.pass(1_000);
    expect(counts()).toEqual([14, 0]);
    expect(silent.asked).toBe(1);
    await watch[Symbol.asyncDispose]();
    expect(counts()).toEqual([22, 0]);
  });

  it("keeps the offset of a run, even if an agent answers after its beginning", async () => {
    const { timers, agents, records, begin } = watched((clock) => [agentOf(1, clock)]);
    const [slow] = agents as [FakeAgent];
    slow.answers = false;
    const began = begin();
    await settled();
    slow.answers = true;
    await timers.pass(2_000);
    await began;
    slow.answerLate();
    await settled();
    await timers.pass(1_000);
    expect(slow.clockOffset).toBe(0);
    expect(new Set(records.map(({ other }) => other))).toEqual(new Set([5e9]));
  });

  it("goes on without an agent that was lost, and with one that joined later", async () => {
    const { timers, agents, counts, begin } = watched((clock) => [agentOf(1, clock)]);
    await begin();
    for (const agent of agents) agent.isConnected = false;
    agents.push(agentOf(2, timers));
    await timers.pass(1_000);
    expect(counts()).toEqual([8, 2]);
  });
});
