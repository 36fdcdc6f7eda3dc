import { nanoseconds, type Timers } from "@fairhare/core";
import type { ChildEnd, ProcessListener } from "@fairhare/places";
import { EventKind } from "@fairhare/protocol";
import { expect, it } from "vitest";
import type { RunLog, RunLogFields } from "../run/run-log.ts";
import type { FleetAgent, FleetAgents } from "./fleet-agents.ts";
import { Placement } from "./placement.ts";

const ENDED: ChildEnd = { exitCode: 0, signal: null, isGraceful: true, reason: undefined };
const IGNORED: ProcessListener = { onMessage: () => undefined, onEnd: () => undefined };

class FakeAgent implements FleetAgent {
  readonly clockOffset = 0;
  readonly name = "host";
  readonly memoryBytes = 0;
  readonly platform = "linux";
  readonly nodeVersion = "24";
  readonly number: number;
  readonly cores: number;
  isConnected = true;
  readonly running: ProcessListener[] = [];
  readonly #onLost = new Set<(reason: string) => void>();

  constructor(number: number, cores = 2) {
    this.number = number;
    this.cores = cores;
  }

  launch(_role: string, listener: ProcessListener) {
    this.running.push(listener);
    return { pid: 1, send: () => undefined, kill: () => undefined };
  }

  async compareClocks(): Promise<void> {
    // Its clock is the test's.
  }

  exchangeTime(): Promise<never> {
    return Promise.reject(new Error("its clock is the test's"));
  }

  get watchers(): number {
    return this.#onLost.size;
  }

  onLost(listener: (reason: string) => void): () => void {
    this.#onLost.add(listener);
    return () => void this.#onLost.delete(listener);
  }

  crash(): void {
    this.isConnected = false;
    for (const listener of this.#onLost) listener(`Agent ${this.number} was lost.`);
    for (const { onEnd } of this.running.splice(0)) onEnd({ ...ENDED, isShardIncomplete: true });
  }
}

function place(agents: FleetAgent[], spread: FleetAgents["spread"] = "even") {
  const records: [EventKind, RunLogFields][] = [];
  const findings: string[] = [];
  const log = {
    clock: { now: () => nanoseconds(5e9) },
    record: (kind: EventKind, fields: RunLogFields) => records.push([kind, fields]),
    report: ({ code }: { code: string }) => findings.push(code),
  } as unknown as RunLog;
  const placement = new Placement(
    { joined: () => agents, count: agents.length, spread, brokerUri: null, endsWithinMs: 2_000 },
    log,
  );
  const launch = (role: "worker" | "producer", process: number, listener = IGNORED): number => {
    placement.launch(role, listener, process);
    return placement.agentOf(role, process)?.number ?? 0;
  };
  return { placement, records, findings, launch };
}

it("spreads each role evenly, and gives the odd process to the agent with fewer of all", () => {
  const { launch } = place([new FakeAgent(1), new FakeAgent(2), new FakeAgent(3)]);
  expect([launch("producer", 1)]).toEqual([1]);
  expect([1, 2, 3, 4, 5, 6].map((process) => launch("worker", process))).toEqual([2, 3, 1, 2, 3, 1]);
});

it("fills the cores of an agent before it uses the next one, and then loads all in proportion", () => {
  const { launch } = place([new FakeAgent(1, 2), new FakeAgent(2, 4)], "fill");
  const of = (processes: readonly number[]): number[] => processes.map((process) => launch("worker", process));
  expect(of([1, 2, 3, 4, 5, 6])).toEqual([1, 1, 2, 2, 2, 2]);
  expect(of([7, 8, 9])).toEqual([1, 2, 2]);
});

it("restarts a process on its own agent while that lives, else on another one", () => {
  const [first, second] = [new FakeAgent(1), new FakeAgent(2)];
  const { launch } = place([first, second]);
  expect([launch("worker", 1), launch("worker", 2)]).toEqual([1, 2]);
  second.running.splice(0)[0]?.onEnd(ENDED);
  expect(launch("worker", 2)).toBe(2);
  second.crash();
  expect(launch("worker", 2)).toBe(1);
});

it("gives a process to the agent that has taken the number of a lost one", () => {
  const agents = [new FakeAgent(1), new FakeAgent(2)];
  const { placement, launch } = place(agents);
  const [first, lost] = agents;
  expect([launch("worker", 1), launch("worker", 2)]).toEqual([1, 2]);
  lost?.crash();
  // Lost before it was given a process.
  agents[1] = new FakeAgent(2);
  agents[1].crash();
  const successor = new FakeAgent(2);
  agents[1] = successor;
  expect(launch("worker", 2)).toBe(2);
  expect(successor.running).toHaveLength(1);
  expect(placement.used).toEqual([first, lost, successor]);
});

it("records the loss of an agent once, before its processes end, and none after the run", () => {
  const agents = [new FakeAgent(1), new FakeAgent(2), new FakeAgent(3)];
  const { placement, launch, records, findings } = place(agents);
  let recordsAtEnd = 0;
  for (const process of [1, 2, 3, 4])
    launch("worker", process, { onMessage: () => undefined, onEnd: () => (recordsAtEnd = records.length) });
  agents[0]?.crash();
  expect(recordsAtEnd).toBe(1);
  expect(records).toEqual([[EventKind.agentLost, { slot: 1, other: 7e9 }]]);
  expect(findings).toEqual(["agent-lost"]);
  placement[Symbol.dispose]();
  expect(agents[1]?.watchers).toBe(0);
  agents[1]?.crash();
  expect(records).toHaveLength(1);
});

it("a process that no agent is left for ends at once, with the reason", async () => {
  const { placement } = place([]);
  const end = await new Promise<ChildEnd>((resolve) =>
    placement.launch("worker", { onMessage: () => undefined, onEnd: resolve }, 1),
  );
  expect(end.reason).toBe("No agent is left to run it.");
});

/** No time is waited for. */
const HASTY: Timers = {
  now: () => nanoseconds(0),
  after: (_, act) => {
    const timer = setImmediate(act);
    return () => clearImmediate(timer);
  },
  soon: (act) => void setImmediate(act),
};

it("waits a moment for an agent that something restarts, and then says that it is missing", async () => {
  const agents = [new FakeAgent(1), new FakeAgent(2)];
  const { placement, findings } = place(agents);
  const { signal } = new AbortController();
  agents[1]?.crash();
  await placement.gather(HASTY, signal);
  expect(findings).toEqual(["agents-missing"]);
  const back = placement.gather(HASTY, signal);
  agents[1] = new FakeAgent(2);
  await back;
  expect(findings).toHaveLength(1);
});
