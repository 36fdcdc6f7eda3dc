// The same plan over four agents whose clocks are hours apart and drift, and on this host: ledger and fairness are equal, and every
// latency over agents is within the stated error of the truth, which is known because the test made the clocks.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sharedBroker } from "@fairhare/broker/testing";
import type { Results, RunResult } from "@fairhare/results";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DRIFT, fourClocks, inNamespace, isSkipped } from "./time-namespace.ts";
import { largestError, type NotedClock, timedLatencies } from "./true-times.ts";

const PROGRAM = fileURLToPath(new URL("../../packages/cli/bin/fairhare.mjs", import.meta.url));
const TASKS = 300;

describe.skipIf(isSkipped("the test of a run over four agents whose clocks are hours apart"))(
  "a run over four agents whose clocks are hours apart",
  () => {
    let directory = "";
    let clocks: readonly NotedClock[] = [];
    let uri = "";
    const started: ChildProcess[] = [];
    beforeAll(async () => {
      ({ uri } = await sharedBroker());
      directory = mkdtempSync(join(tmpdir(), "fairhare-agents-"));
      clocks = fourClocks().map((clock, index) => ({ ...clock, notes: join(directory, `clock-${index + 1}`) }));
    });
    afterAll(() => {
      for (const { pid, exitCode } of started) if (pid !== undefined && exitCode === null) process.kill(pid, "SIGKILL");
      rmSync(directory, { recursive: true });
    });

    const start = (words: readonly string[], clock?: NotedClock): Output => {
      const node = [process.execPath, PROGRAM, ...words];
      const [file = "", ...rest] =
        clock === undefined ? node : ["unshare", ...inNamespace(clock.aheadSeconds), ...node];
      const preload = {
        NODE_OPTIONS: `--import=${DRIFT}`,
        CLOCK_DRIFT_PPM: String(clock?.driftPpm),
        CLOCK_NOTES: clock?.notes,
      };
      const env = { ...process.env, ...(clock === undefined ? {} : preload) };
      const child = spawn(file, rest, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
      started.push(child);
      return new Output(child);
    };

    /** `where`: where the fleet runs. */
    const startRun = (name: string, ...where: readonly string[]): Output => {
      // Every fifth task is heavy, so that four workers in turn have equal shares.
      const work = ["--skew", "period:5", "--light", "5ms", "--heavy", "20ms"];
      const load = ["--tasks", String(TASKS), "--rate", "60", "--workers", "4", ...work];
      const output = ["--out", name, "--export-json", `${name}.json`];
      return start(["run", ...load, ...where, "--uri", uri, ...output]);
    };

    const resultOf = (name: string, { text }: Output): RunResult => {
      const results = JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8")) as Results;
      const result = results.trials[0]?.runs[0];
      if (result === undefined) throw new Error(text);
      return result;
    };

    it("has the ledger and the fairness of a run on this host, and latencies within the error that it states", async () => {
      await start(["agent", "--new-token", "token"]).closed;
      const listen = ["--listen", "127.0.0.1:0", "--token-file", "token"];
      const run = startRun("agents", "--agents", String(clocks.length), ...listen);
      const port = await run.says(/127\.0\.0\.1:(\d+)/);
      for (const [index, clock] of clocks.entries()) {
        start(["agent", "--join", `127.0.0.1:${port}`, "--token-file", "token", "--once"], clock);
        await run.says(new RegExp(`Agent ${index + 1} .*joined`));
      }
      await run.closed;
      const result = resultOf("agents", run);
      const alone = startRun("here");
      await alone.closed;
      const here = resultOf("here", alone);

      expect([here.verdict, result.verdict]).toEqual(["pass", "pass"]);
      expect(result.ledger).toEqual(here.ledger);
      for (const index of ["jainTasks", "jainBusy"] as const)
        expect(Math.abs((result.fairness[index] ?? 0) - (here.fairness[index] ?? 0))).toBeLessThan(0.05);
      expect(new Set(result.workers.map(({ agent }) => agent))).toEqual(new Set([1, 2, 3, 4]));

      const timed = timedLatencies(firstHistory(directory), clocks);
      for (const key of ["queueWait", "endToEnd"] as const) {
        const { count, mean, errorBound } = result.latencyMs[key];
        const truth = timed[key].reduce((sum, latency) => sum + latency.truth, 0) / TASKS;
        const bound = errorBound ?? Infinity;
        const largest = largestError(timed[key]);
        console.info(
          `${key}: mean ${mean} ms, truth ${truth} ms, largest error of ${count} messages ${largest} ms, stated error ${bound} ms; here ${here.latencyMs[key].mean} ms`,
        );
        expect(timed[key]).toHaveLength(TASKS);
        expect(largest).toBeLessThanOrEqual(bound);
        expect(Math.abs((mean ?? 0) - truth)).toBeLessThanOrEqual(bound);
        // The bound is of use: hours and 200 µs per second are removed.
        expect(bound).toBeLessThan(10);
      }
      expect(result.clocks.map(({ agent }) => agent)).toEqual([1, 2, 3, 4]);
      for (const [index, { driftPpm }] of clocks.entries())
        expect(Math.abs((result.clocks[index]?.driftPpm ?? 0) - driftPpm)).toBeLessThan(100);
    });
  },
);

/** What a program has written so far. */
class Output {
  text = "";
  readonly closed: Promise<void>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.text += chunk.toString()));
    this.closed = new Promise((resolve) => child.on("close", () => resolve()));
  }

  /** The first group of the match, as soon as there is one. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.text);
      if (match) return match[1] ?? "";
      if (this.#child.exitCode !== null) throw new Error(`it ended without ${pattern}: ${this.text}`);
      await new Promise((resolve) => this.#child.stderr?.once("data", resolve));
    }
  }
}

/** Names of runs begin with their time. */
function firstHistory(directory: string): string {
  const shards = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const [shard] = shards.filter((path) => path.endsWith("producer-1.1.shard")).toSorted();
  if (shard === undefined) throw new Error("the run left no history");
  return join(directory, shard, "..");
}
