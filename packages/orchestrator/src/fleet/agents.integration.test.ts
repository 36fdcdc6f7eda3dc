// Fleets on agents: the built `fairhare agent` as processes of their own, over loopback, on a real broker.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { RunResult } from "@fairhare/results";
import type { Fault, TrialSettings } from "@fairhare/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExperimentOutcome } from "../run/run-experiment.ts";
import { faultOf } from "../testing/faults.ts";
import { Lab, runOf } from "../testing/lab.ts";
import { openAgents } from "./open-agents.ts";

const PROGRAM = fileURLToPath(new URL("../../../cli/bin/fairhare.mjs", import.meta.url));
const GONE_WITHIN_MS = 5_000;
const LOOPBACK = { host: "127.0.0.1", port: 0 };
const directory = mkdtempSync(join(tmpdir(), "agents-test-"));
const tokenFile = join(directory, "token");

let lab: Lab;
beforeAll(async () => {
  writeFileSync(tokenFile, randomBytes(32).toString("hex"));
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

interface OnAgents {
  readonly outcome: ExperimentOutcome;
  /** Of the first trial. */
  readonly result: RunResult;
  /** Children of the agents that still run after the run. */
  readonly left: readonly number[];
}

/** `during` is called with the agents' processes once tasks are completed. `names`: of the agents, also of more than may join. */
async function run(
  count: number,
  settings: Partial<TrialSettings> | readonly Partial<TrialSettings>[],
  during: (agents: readonly ChildProcess[]) => void = () => undefined,
  names: readonly string[] = Array.from({ length: count }, (_, index) => `host-${index + 1}`),
): Promise<OnAgents> {
  const agents: ChildProcess[] = [];
  const pids = new Set<number>();
  let isUnderWay = false;
  try {
    await using opened = await openAgents(
      { count, spread: "even", listen: LOOPBACK, tokenFile, joinTimeoutMs: 60_000, timeoutMs: 5_000, brokerUri: null },
      {
        signal: new AbortController().signal,
        onNotice: () => undefined,
        onListening: (sentence) => {
          const port = /:(\d+)\.$/.exec(sentence)?.[1] ?? "";
          for (const name of names) agents.push(spawnAgent(port, name));
        },
      },
    );
    const outcome = await lab.run([settings].flat(), {
      agents: opened,
      observer: (event) => {
        if (event.type !== "counts") return;
        // Each time: on a busy machine, the fault of a plan ends an agent before so many tasks are completed.
        for (const agent of agents) for (const pid of childrenOf(agent.pid ?? 0)) pids.add(pid);
        if (event.completed < 20 || isUnderWay) return;
        isUnderWay = true;
        during(agents);
      },
    });
    const found = outcome.results.trials.flatMap(({ runs }) => runs.flatMap(({ findings }) => findings));
    expect(found.filter(({ code }) => code === "run-cut-short")).toEqual([]);
    expect(new Set(outcome.results.environment.agents.map(({ number }) => number)).size).toBe(count);
    const result = runOf(outcome);
    const left = (): number[] => [...pids].filter(isLeft);
    // A killed process is there until its parent, or init, has read its end.
    for (let waitedMs = 0; left().length > 0 && waitedMs < GONE_WITHIN_MS; waitedMs += 50) await setTimeout(50);
    return { outcome, result, left: left() };
  } finally {
    for (const agent of agents) agent.kill("SIGTERM");
  }
}

function spawnAgent(port: string, name: string): ChildProcess {
  const words = ["agent", "--join", `127.0.0.1:${port}`, "--token-file", tokenFile, "--once", "--name", name];
  return spawn(process.execPath, [PROGRAM, ...words], { stdio: "ignore" });
}

/** Empty when the agent has ended. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The guardian outlives its agent by a moment, to remove its directory. */
function isLeft(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("guardian");
  } catch {
    return false;
  }
}

/** Not restarted. */
const fault = (changes: Parameters<typeof faultOf>[0]): Fault =>
  faultOf({ atMs: 400, restartAfterMs: null, ...changes });

const JOB = {
  workers: 4,
  tasks: 200,
  prefetch: 1,
  durability: "confirmed",
  confirmWindow: 20,
  heavyMs: 20,
  lightMs: 10,
} as const;
const PACED = { ...JOB, ratePerSecond: 200 } as const;

describe("a fleet on agents", () => {
  it("has the same ledger and fairness as on one host", async () => {
    const here = runOf(await lab.run([JOB]));
    for (const count of [2, 4]) {
      const { result, left } = await run(count, JOB);
      expect(result.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      expect([here.verdict, result.verdict]).toEqual(["pass", "pass"]);
      expect(result.ledger).toEqual({ ...here.ledger, delivered: result.ledger.delivered });
      expect(Math.abs((result.fairness.jainBusy ?? 0) - (here.fairness.jainBusy ?? 0))).toBeLessThan(0.05);
      expect(new Set(result.workers.map(({ agent }) => agent)).size).toBe(Math.min(count, 4));
      expect(left).toEqual([]);
    }
  });

  it("replaces a killed worker on its agent, and resumes a frozen one", async () => {
    const faults = [
      fault({ kind: "kill", role: "worker", process: 2, restartAfterMs: 0 }),
      fault({ kind: "stop", role: "worker", process: 1, forMs: 200 }),
    ];
    const { result } = await run(2, { ...PACED, faults });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 200, lost: 0, unknown: 0 });
    expect(result.workers[1]).toMatchObject({ incarnations: 2, diedAtMs: null });
    expect(result.faults).toHaveLength(2);
  });

  it.each(["by plan", "by accident"])("goes on without an agent that is killed %s", async (how) => {
    const faults = how === "by plan" ? [fault({ kind: "kill", role: "agent", process: 2 })] : [];
    const { result, left } = await run(2, { ...PACED, producers: 1, faults }, ([, second]) => {
      if (how === "by accident") second?.kill("SIGKILL");
    });
    const { ledger, verdict, findings } = result;
    const codes = findings.map(({ code }) => code);
    expect(codes).toContain("agent-lost");
    expect(ledger.lost).toBe(0);
    expect(ledger.unknown).toBe(ledger.unknownUnread);
    expect(verdict).toBe("unknown");
    expect(codes).toContain("history-unread");
    // The other agent's workers have done everything that the lost one has not.
    expect(ledger.unknownUnread).toBeLessThan(60);
    expect(result.workers.filter(({ diedAtMs }) => diedAtMs !== null).length).toBeGreaterThan(0);
    expect(left).toEqual([]);
  });

  it("names the host that takes the number of a lost agent", async () => {
    const killed = { ...PACED, producers: 1, faults: [fault({ kind: "kill", role: "agent", process: 2 })] };
    // The third agent waits until a number is free. In each run, whoever comes first, agent 2 is lost.
    const names = ["first", "second", "third"];
    const { outcome } = await run(2, [killed, { ...killed, prefetch: 2 }], undefined, names);
    const { agents } = outcome.results.environment;
    expect(agents.map(({ number }) => number)).toEqual([1, 2, 2]);
    expect(agents.map(({ name }) => name).toSorted()).toEqual(names);
    const [one, ...others] = agents;
    const runs = [runOf(outcome, 0), runOf(outcome, 1)];
    expect(runs.map((each) => each.agents[0])).toEqual([one, one]);
    expect(new Set(runs.map((each) => each.agents[1]?.name))).toEqual(new Set(others.map(({ name }) => name)));
    for (const each of runs) {
      const places = new Set(each.workers.map(({ agent, host }) => `${agent} ${host}`));
      expect(places).toEqual(new Set(each.agents.slice(0, 2).map(({ number, name }) => `${number} ${name}`)));
    }
  });
});
