import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runWords } from "../testing/run-words.ts";
import { storeRun } from "../testing/stored-run.ts";

let home: string;
let stored: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-history-"));
  stored = storeRun(home);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const exported = (...words: string[]) => runWords(home, ["history", "export", stored, ...words]);
const rowsOf = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));

describe("history export", () => {
  it("prints one event per line with names, and times since the start of the measurement", async () => {
    const { code, out, err } = await exported();
    expect([code, err]).toEqual([0, ""]);
    const rows = rowsOf(out);
    const first = { trial: "prefetch=1", run: 1 };
    expect(rows).toContainEqual({ ...first, ...ORCHESTRATOR, event: "phase", atMs: 0, phase: "publishing" });
    expect(rows).toContainEqual({
      ...first,
      role: "worker",
      process: 1,
      incarnation: 1,
      event: "completed",
      atMs: 23,
      slot: 1,
      task: 1,
      workBeganMs: 3,
      deliveryTag: expect.any(Number),
    });
    expect(rows.find(({ event, task }) => event === "attempted" && task === 1)).toMatchObject({
      role: "producer",
      intendedMs: 0,
      costMicros: 20_000,
      heavy: true,
    });
    expect(new Set(rows.map(({ trial, run }) => `${String(trial)} ${String(run)}`)).size).toBe(4);
  });

  it("prints the same events as CSV, with a column for every field", async () => {
    const [head = "", ...lines] = (await exported("--format", "csv")).out.trimEnd().split("\r\n");
    expect(head).toMatch(/^trial,run,role,process,incarnation,event,atMs,slot,task,intendedMs,/);
    expect(lines).toHaveLength(rowsOf((await exported()).out).length);
    expect(new Set(lines.map((line) => line.split(",").length))).toEqual(new Set([head.split(",").length]));
  });

  it("--output writes the same rows to a file, and replaces what is there", async () => {
    const file = join(home, "events.csv");
    writeFileSync(file, "x".repeat(1_000_000));
    const printed = (await exported("--format", "csv")).out;
    expect(await exported("--format", "csv", "--output", "events.csv")).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(file, "utf8")).toBe(printed);
    expect((await exported("--format", "csv", "--output", "-")).out).toBe(printed);
  });

  it("--output names a file that cannot be written; a wrong directory leaves no file", async () => {
    const { code, err } = await exported("--output", "no/where.ndjson");
    expect([code, err]).toEqual([2, expect.stringMatching(/^✗ --output .*no\/where\.ndjson cannot be written: .+\n$/)]);
    expect((await runWords(home, ["history", "export", "nothing", "--output", "left.ndjson"])).code).toBe(2);
    expect(existsSync(join(home, "left.ndjson"))).toBe(false);
  });

  it("--tasks prints a row per task with its times, worker and outcome", async () => {
    const rows = rowsOf((await exported("--tasks")).out);
    expect(rows).toHaveLength(2 * 2 * 4);
    expect(rows).toContainEqual({
      trial: "prefetch=1",
      run: 1,
      task: 1,
      producer: 1,
      worker: 1,
      outcome: "completed",
      cause: null,
      heavy: true,
      costMs: 20,
      intendedMs: 0,
      publishedMs: 0,
      confirmedMs: expect.any(Number),
      deliveredMs: 3,
      completedMs: 23,
      redeliveries: 0,
      failures: 0,
      duplicated: false,
    });
    const [head] = (await exported("--tasks", "--format", "csv")).out.split("\r\n");
    expect(head).toMatch(/^trial,run,task,producer,worker,outcome,cause,heavy,costMs,intendedMs,publishedMs,/);
  });

  it("names a shard that cannot be read, and prints the rest", async () => {
    writeFileSync(join(stored, "prefetch=1", "1", "history", "worker-1.1.shard"), "x");
    const { code, out, err } = await exported();
    expect(code).toBe(0);
    expect(err).toMatch(/^! worker-1\.1\.shard has 1 bytes/);
    expect(rowsOf(out).length).toBeGreaterThan(100);
  });

  it("refuses a directory that is not a stored run, and an unknown format", async () => {
    expect(await runWords(home, ["history", "export", home])).toMatchObject({ code: 2, out: "" });
    expect(await exported("--format", "parquet")).toMatchObject({ code: 2, out: "" });
  });
});

const ORCHESTRATOR = { role: "orchestrator", process: 1, incarnation: 1 };
