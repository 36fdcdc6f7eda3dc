// Programs in other languages as the fleet, on a real broker. Needs Debian's python3-pika and python3-aio-pika.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { metricOf, type RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, type LabOptions, runOf } from "../testing/lab.ts";

/** Not a shim of a version manager, which would not see Debian's packages. */
const PYTHON = "/usr/bin/python3";
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const CLIENTS = join(ROOT, "bench/clients");
const hasPython = spawnSync(PYTHON, ["-c", "import pika, aio_pika"]).status === 0;
if (!hasPython)
  console.warn(
    `Skipped: the programs in ${CLIENTS} need Debian's python3-pika and python3-aio-pika (apt-get install them).`,
  );

const pika = `${PYTHON} ${CLIENTS}/tasks_worker.py`;
const broken = (mistake: string): string => `${PYTHON} ${CLIENTS}/broken/broken_worker.py ${mistake}`;

const KILL = faultOf({ kind: "kill", role: "worker", process: 1 });
const EVEN = { heavyMs: 20, lightMs: 20, tasks: 60 } as const;

/** Command lines of the workers of this file that run; another file may run a program of its own at the same time. */
const runningWorkers = (): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return "";
      }
    })
    .filter((line) => line.startsWith(`${PYTHON} `) && line.includes(CLIENTS) && !line.includes("kombu"));

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});
afterEach(() => {
  const left = runningWorkers();
  if (left.length > 0) throw new Error(`programs are left: ${left.join(", ")}`);
});

async function run(settings: Partial<TrialSettings>, options: LabOptions = {}): Promise<RunResult> {
  const graceMs = 1_500;
  const outcome = await lab.run([{ leftToProgram: ["ack", "prefetch"], graceMs, ...settings }], {
    drainTimeoutSeconds: 3,
    ...options,
  });
  return runOf(outcome);
}

async function waitFor(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isTrue(); tries++) await sleep(50);
}

const codes = ({ findings }: RunResult): string[] => findings.map(({ code }) => code);

describe.skipIf(!hasPython)("the tutorial's worker as the fleet", () => {
  it("is as unfair without a prefetch limit, and as fair with prefetch 1, as Fairhare's own workers", async () => {
    const load = { tasks: 40, heavyMs: 50, lightMs: 1 };
    const asked = { workerCommand: pika, leftToProgram: ["ack"] } as const;
    const trials = [0, 1].flatMap((prefetch) => [
      { ...load, prefetch },
      { ...load, prefetch, ...asked },
    ]);
    const outcome = await lab.run(trials);
    const [ownBlind, blind, own, fair] = trials.map((_, index) => runOf(outcome, index));
    // Wide bounds: other programs of the machine stretch single tasks. With two workers, one of them doing all the work is 0.5.
    for (const unfair of [ownBlind, blind]) expect(unfair?.fairness.jainBusy).toBeLessThan(0.85);
    for (const even of [own, fair]) expect(even?.fairness.jainBusy).toBeGreaterThan(0.93);
    expect(fair?.evidence).toEqual({
      complete: true,
      gaps: [],
      sources: { published: "own", delivered: "wire", completed: "wire" },
    });
    expect(fair?.client).toEqual({ ack: "manual", prefetch: 1, completions: "wire" });
    // The plan asks for it, so it is no mistake of the program.
    expect(blind && codes(blind)).not.toContain("client-prefetch-unlimited");
  });

  it("loses nothing with acks: the deliveries of a killed program are delivered again", async () => {
    const result = await run({ ...EVEN, workerCommand: pika, faults: [KILL] });
    expect([result.verdict, result.ledger.completed, result.ledger.lost]).toEqual(["pass", 60, 0]);
    expect(result.ledger.redelivered).toBe(1);
    expect(result.workers[0]?.incarnations).toBe(2);
  });

  it("consumes from all of its queues if there are more queues than programs, and a killed one loses nothing", async () => {
    const own = { queue: { name: "their orders", predeclared: false }, queues: 5, workers: 2 };
    const { verdict, ledger, queues } = await run({ ...EVEN, ...own, workerCommand: pika, faults: [KILL] });
    expect(verdict).toBe("pass");
    expect(ledger).toMatchObject({ attempted: 60, completed: 60, lost: 0 });
    expect(queues.map(({ workers, completed, backlog }) => [workers, completed, backlog])).toEqual(
      Array.from({ length: 5 }, () => [1, 12, 0]),
    );
  });

  it("loses with no_ack what the killed program had received and not done", async () => {
    const result = await run({
      ...EVEN,
      workerCommand: pika,
      ack: "auto",
      prefetch: 0,
      leftToProgram: [],
      donePattern: "\\[x\\] Done",
      faults: [KILL],
    });
    expect(result.evidence.sources.completed).toBe("output");
    expect(result.verdict).toBe("fail");
    expect(result.ledger.lost).toBeGreaterThan(5);
    // RabbitMQ delivered all 60 before the kill, 30 to each worker.
    expect(result.ledger.lost).toBe(30 - (result.workers[0]?.tasks ?? 0));
    expect(result.ledger.losses.every(({ cause }) => cause.startsWith("auto-acked"))).toBe(true);
  });

  it("with no_ack and without a pattern shows only deliveries: the rest is unknown", async () => {
    const result = await run({ ...EVEN, workerCommand: pika, ack: "auto", prefetch: 0, leftToProgram: [] });
    expect([result.verdict, result.evidence.sources.completed]).toEqual(["unknown", "none"]);
    expect(result.ledger).toMatchObject({ attempted: 60, delivered: 60, unknown: 60 });
    expect([metricOf(result, "ledger.lost"), result.makespanMs, result.fairness.jainBusy]).toEqual([null, null, null]);
    expect(codes(result)).toContain("completions-unknown");
  });

  it.each([
    ["aio-pika", `${PYTHON} ${CLIENTS}/tasks_worker_aio.py`],
    ["Node", `${process.execPath} ${CLIENTS}/tasks-worker.mjs`],
  ])("may be written with %s", async (_, workerCommand) => {
    const result = await run({ ...EVEN, workerCommand });
    expect([result.verdict, result.ledger.completed, result.client?.prefetch]).toEqual(["pass", 60, 1]);
  });

  it("works with a producer that is a program too: tasks are recognised by their message ids", async () => {
    const result = await run({
      workerCommand: pika,
      producerCommand: `${PYTHON} ${CLIENTS}/new_task.py`,
      tasks: null,
    });
    expect(result.evidence.sources).toEqual({ published: "wire", delivered: "wire", completed: "wire" });
    expect(result.ledger).toMatchObject({ attempted: 50, confirmed: 50, completed: 50, lost: 0 });
    expect(result.verdict).toBe("pass");
  });
});

describe.skipIf(!hasPython)("a program with a mistake has a finding that says so:", () => {
  it.each([
    ["acks-first", "client-acks-early", { tasks: 20, ratePerSecond: 30 }],
    ["forgets-ack", "client-forgets-ack", { tasks: 12 }],
    ["ignores-sigterm", "client-ignores-sigterm", { tasks: 10 }],
    ["requeues", "client-requeues-again", { tasks: 6 }],
    ["stops-consuming", "client-stopped-consuming", { tasks: 12 }],
    ["reconnects", "client-connects-per-message", { tasks: 24 }],
  ])("%s → %s", async (mistake, code, load) => {
    const result = await run({ ...load, heavyMs: 20, lightMs: 20, workerCommand: broken(mistake) });
    expect(codes(result)).toContain(code);
  });

  it("crashes → process-failed, with the end of its output", async () => {
    const result = await run({ ...EVEN, workerCommand: broken("crashes") });
    const failed = result.findings.find(({ code }) => code === "process-failed");
    expect(String(failed?.values["reason"])).toMatch(/exited with code 1\..*KeyError: 'the third message/);
    expect(result.verdict).toBe("unknown");
  });

  it("ends before it consumes → FLEET_NOT_READY", async () => {
    const workerCommand = `${PYTHON} -c 'import sys; sys.exit("no such customer")' ${CLIENTS}`;
    await expect(run({ ...EVEN, workerCommand })).rejects.toMatchObject({
      code: "FLEET_NOT_READY",
      message: expect.stringMatching(/Worker process \d ended before it was consuming:.*no such customer/),
    });
  });

  it("waits and does not connect → FLEET_NOT_READY after --ready-timeout, with the end of its output", async () => {
    const workerCommand = broken("never-connects");
    await expect(run({ ...EVEN, workerCommand }, { readyTimeoutSeconds: 1.5 })).rejects.toMatchObject({
      code: "FLEET_NOT_READY",
      message: expect.stringMatching(
        /Worker process \d did not register its consumers within 1\.5 s \(--ready-timeout\)\. .*It did not connect to the address in AMQP_URL\. Its output ended with: Waiting for the moon\./,
      ),
    });
  });

  it("a program that is a directory → FLEET_NOT_READY", async () => {
    await expect(run({ ...EVEN, workerCommand: CLIENTS })).rejects.toMatchObject({
      code: "FLEET_NOT_READY",
      message: expect.stringMatching(/did not start/),
    });
  });
});

describe.skipIf(!hasPython)("when Fairhare is killed", () => {
  it("no program is left, also none that a program has started in the background", async () => {
    const command = `sh -c '${pika} & setsid ${PYTHON} -c "import time; time.sleep(600)" ${CLIENTS} & wait'`;
    const args = [join(ROOT, "packages/cli/dist/main.js"), "--uri", lab.broker.uri, "--tasks", "100", "--heavy", "1s"];
    const bench: ChildProcess = spawn(process.execPath, [...args, "--worker-command", command], {
      cwd: lab.runsDirectory,
      stdio: "ignore",
    });
    await waitFor(() => runningWorkers().length >= 4);
    expect(runningWorkers().length).toBeGreaterThanOrEqual(4);
    bench.kill("SIGKILL");
    await once(bench, "exit");
    await waitFor(() => runningWorkers().length === 0);
    expect(runningWorkers()).toEqual([]);
  });
});
