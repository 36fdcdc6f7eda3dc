// A whole run over two agents whose clocks are hours apart and drift: the queue wait is within the stated error of the truth, which
// the records themselves give, because the test knows how each clock was made.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EventKind, ShardReader } from "@fairhare/protocol";
import type { Results } from "@fairhare/results";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DRIFT, hoursBack, inNamespace, isSkipped } from "./namespaced-host.ts";

const PROGRAM = fileURLToPath(new URL("../../packages/cli/bin/fairhare.mjs", import.meta.url));
const TASKS = 300;

interface Clock {
  readonly aheadSeconds: number;
  readonly driftPpm: number;
}

/** By number of the agent, which is the order of joining. */
const CLOCKS: readonly Clock[] = [
  { aheadSeconds: 3 * 3_600, driftPpm: 100 },
  { aheadSeconds: hoursBack(), driftPpm: -100 },
];

describe.skipIf(isSkipped("the test of a run over two agents whose clocks are hours apart"))(
  "a run over two agents whose clocks are hours apart",
  () => {
    let directory = "";
    const started: ChildProcess[] = [];
    beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), "fairhare-agents-"))));
    afterAll(() => {
      for (const { pid, exitCode } of started) if (pid !== undefined && exitCode === null) process.kill(pid, "SIGKILL");
      rmSync(directory, { recursive: true });
    });

    const start = (words: readonly string[], clock?: Clock): Output => {
      const node = [process.execPath, PROGRAM, ...words];
      const [file = "", ...rest] =
        clock === undefined ? node : ["unshare", ...inNamespace(clock.aheadSeconds), ...node];
      const preload = {
        NODE_OPTIONS: `--import=${DRIFT}`,
        CLOCK_DRIFT_PPM: String(clock?.driftPpm),
        CLOCK_NOTES: join(directory, `clocks-${clock?.driftPpm}`),
      };
      const env = { ...process.env, ...(clock === undefined ? {} : preload) };
      const child = spawn(file, rest, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
      started.push(child);
      return new Output(child);
    };

    it("has the latencies of one clock, within the error that the results state", async () => {
      await start(["agent", "--new-token", "token"]).closed;
      const load = ["--tasks", String(TASKS), "--rate", "60", "--workers", "2", "--light", "5ms", "--heavy", "20ms"];
      const agents = ["--agents", "2", "--listen", "127.0.0.1:0", "--token-file", "token"];
      const output = ["--out", "out", "--export-json", "results.json"];
      const run = start(["run", ...load, ...agents, "--broker", "local", ...output]);
      const port = await run.says(/127\.0\.0\.1:(\d+)/);
      for (const [index, clock] of CLOCKS.entries()) {
        start(["agent", "--join", `127.0.0.1:${port}`, "--token-file", "token", "--once"], clock);
        await run.says(new RegExp(`Agent ${index + 1} .*joined`));
      }
      await run.closed;
      const results = JSON.parse(readFileSync(join(directory, "results.json"), "utf8")) as Results;
      const result = results.trials[0]?.runs[0];
      if (result === undefined) throw new Error(run.text);
      const { queueWait } = result.latencyMs;
      const truth = trueWaits(directory).toSorted((a, b) => a - b);
      const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
      const bound = queueWait.errorBound ?? Infinity;
      console.info(
        `queue wait: mean ${queueWait.mean} ms, truth ${mean} ms; max ${queueWait.max} ms, truth ${truth.at(-1)} ms; stated error ${bound} ms`,
      );

      expect(result.verdict).toBe("pass");
      expect(truth).toHaveLength(TASKS);
      expect(Math.abs((queueWait.mean ?? 0) - mean)).toBeLessThanOrEqual(bound);
      expect(Math.abs((queueWait.min ?? 0) - (truth[0] ?? 0))).toBeLessThanOrEqual(bound);
      expect(Math.abs((queueWait.max ?? 0) - (truth.at(-1) ?? 0))).toBeLessThanOrEqual(bound);
      expect(bound).toBeLessThan(10);
      expect(result.clocks.map(({ agent }) => agent)).toEqual([1, 2]);
      for (const [index, { driftPpm }] of CLOCKS.entries())
        expect(Math.abs((result.clocks[index]?.driftPpm ?? 0) - driftPpm)).toBeLessThan(50);
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

/** From the intended send time to the delivery, milliseconds, on the one clock from which those of the agents were made. */
function trueWaits(directory: string): number[] {
  const history = findHistory(directory);
  const intended = new Map<number, number>();
  const delivered = new Map<number, number>();
  for (const clock of CLOCKS) {
    const notes = readFileSync(join(directory, `clocks-${clock.driftPpm}`), "utf8")
      .trim()
      .split("\n");
    for (const note of notes) {
      const { shard, clockOffsetNs } = JSON.parse(note) as { shard: string; clockOffsetNs: number };
      const truthOf = (time: number): number =>
        (time + Math.round(clockOffsetNs)) / (1 + clock.driftPpm / 1e6) - clock.aheadSeconds * 1e9;
      const reader = new ShardReader(readFileSync(join(history, shard)), shard);
      while (reader.next()) {
        if (reader.kind === EventKind.attempted) intended.set(reader.task, truthOf(reader.other));
        if (reader.kind === EventKind.delivered) delivered.set(reader.task, truthOf(reader.at));
      }
    }
  }
  return [...delivered].map(([task, at]) => (at - (intended.get(task) ?? NaN)) / 1e6);
}

function findHistory(directory: string): string {
  const shard = readdirSync(directory, { recursive: true, encoding: "utf8" }).find((path) =>
    path.endsWith("producer-1.1.shard"),
  );
  if (shard === undefined) throw new Error("the run left no history");
  return join(directory, shard, "..");
}
