// A worker in Go as the fleet, on a real broker. Needs Debian's golang-go and golang-github-rabbitmq-amqp091-go-dev.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, runOf } from "../testing/lab.ts";

const SOURCE = fileURLToPath(new URL("../../../../bench/clients/tasks_worker.go", import.meta.url));
/** Where Debian's packages of Go are. */
const LIBRARIES = "/usr/share/gocode";
const hasGo =
  spawnSync("go", ["version"]).status === 0 && existsSync(join(LIBRARIES, "src/github.com/rabbitmq/amqp091-go"));
if (!hasGo)
  console.warn(
    `SKIPPED: the tests with a worker in Go. Install Debian's golang-go and golang-github-rabbitmq-amqp091-go-dev (apt-get install --no-install-recommends golang-go golang-github-rabbitmq-amqp091-go-dev).`,
  );

const KILL = faultOf({ kind: "kill", role: "worker", process: 1 });
const EVEN = { heavyMs: 20, lightMs: 20, tasks: 60 } as const;

describe.skipIf(!hasGo)("a worker in Go as the fleet", () => {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-go-"));
  const workerCommand = join(directory, "tasks_worker");
  let lab: Lab;

  beforeAll(async () => {
    const build = spawnSync("go", ["build", "-o", workerCommand, SOURCE], {
      env: { ...process.env, GO111MODULE: "off", GOPATH: LIBRARIES, GOCACHE: join(directory, "cache") },
      encoding: "utf8",
    });
    if (build.status !== 0) throw new Error(`the worker in Go cannot be built: ${build.stderr}`);
    lab = await Lab.open();
  }, 180_000);
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });
  afterEach(() => {
    const left = runningWorkers();
    if (left.length > 0) throw new Error(`programs are left: ${left.join(", ")}`);
  });

  /** Process ids of the program that was built here. */
  const runningWorkers = (): string[] =>
    readdirSync("/proc").filter((name) => {
      try {
        return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/exe`) === workerCommand;
      } catch {
        return false;
      }
    });

  async function run(settings: Partial<TrialSettings>): Promise<RunResult> {
    const trial = { workerCommand, leftToProgram: ["ack", "prefetch"], graceMs: 1_500, ...settings } as const;
    return runOf(await lab.run([trial], { drainTimeoutSeconds: 3 }));
  }

  it("is as unfair without a prefetch limit, and as fair with prefetch 1, as Fairhare's own workers", async () => {
    const load = { tasks: 40, heavyMs: 50, lightMs: 1 };
    const trials = [0, 1].flatMap((prefetch) => [
      { ...load, prefetch },
      { ...load, prefetch, workerCommand, leftToProgram: ["ack"] as const },
    ]);
    const outcome = await lab.run(trials);
    const [ownBlind, blind, own, fair] = trials.map((_, index) => runOf(outcome, index));
    // Wide bounds: other programs of the machine stretch single tasks. With two workers, one of them doing all the work is 0.5.
    for (const unfair of [ownBlind, blind]) expect(unfair?.fairness.jainBusy).toBeLessThan(0.85);
    for (const even of [own, fair]) expect(even?.fairness.jainBusy).toBeGreaterThan(0.93);
    expect(fair?.client).toEqual({ ack: "manual", prefetch: 1, completions: "wire" });
    expect(blind?.client).toEqual({ ack: "manual", prefetch: 0, completions: "wire" });
  });

  it("loses nothing with acks: the deliveries of a killed program are delivered again", async () => {
    const result = await run({ ...EVEN, faults: [KILL] });
    expect([result.verdict, result.ledger.completed, result.ledger.lost]).toEqual(["pass", 60, 0]);
    expect(result.ledger.redelivered).toBe(1);
    expect(result.workers[0]?.incarnations).toBe(2);
  });

  it("loses with no_ack the deliveries of the killed program that were not done", async () => {
    const result = await run({
      ...EVEN,
      ack: "auto",
      prefetch: 0,
      leftToProgram: [],
      donePattern: "\\[x\\] Done",
      faults: [KILL],
    });
    expect([result.verdict, result.evidence.sources.completed]).toEqual(["fail", "output"]);
    expect(result.ledger.lost).toBeGreaterThan(5);
    // RabbitMQ delivered all 60 before the kill, 30 to each worker.
    expect(result.ledger.lost).toBe(30 - (result.workers[0]?.tasks ?? 0));
    expect(result.ledger.losses.every(({ cause }) => cause.startsWith("auto-acked"))).toBe(true);
  });
});
