import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProgressEvent } from "@fairhare/orchestrator";
import { ExperimentDirectory } from "@fairhare/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { QUIETLY, runCommand } from "../testing/run-command.ts";
import { storeRun } from "../testing/stored-run.ts";
import { watchRuns } from "./watch-runs.ts";
import { watchStoredRun } from "./watch-stored-run.ts";

let home: string;
let stored: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-watch-"));
  stored = storeRun(home);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** `steps`: what happens in the directory during each sleep; afterwards the watch is interrupted. */
async function watch(path: string, steps: (() => void)[] = [], { isAlive = true, sleepMs = 250 } = {}) {
  const events: ProgressEvent[] = [];
  const interruption = new AbortController();
  let time = 0;
  const end = await watchRuns(new ExperimentDirectory(path), {
    observer: (event) => events.push(event),
    isAlive: () => isAlive,
    now: () => time,
    sleep: async () => {
      time += sleepMs;
      const step = steps.shift();
      if (step === undefined) interruption.abort();
      else step();
      await Promise.resolve();
    },
    signal: interruption.signal,
  });
  return { end, events, types: events.map(({ type }) => type) };
}

const nothing = (): void => undefined;

describe("watching", () => {
  it("a stored run shows its last run and ends", async () => {
    const { end, events, types } = await watch(stored);
    expect(end).toBe("ended");
    expect(types).toEqual(["run-began", "phase", "counts", "run-ended"]);
    expect(events[0]).toMatchObject({ index: 4, total: 4, warmup: false });
    expect(events[2]).toMatchObject({ attempted: 4, completed: 4, expected: 4 });
  });

  it("a growing run follows it from run to run, until the results are there", async () => {
    const copy = join(home, "growing");
    mkdirSync(copy);
    cpSync(join(stored, "plan.json"), join(copy, "plan.json"));
    const add =
      (...path: string[]) =>
      () =>
        cpSync(join(stored, ...path), join(copy, ...path), { recursive: true });
    const trials = readdirSync(stored).filter((name) => name.startsWith("prefetch"));
    const steps = [
      nothing,
      ...trials.map((trial) => add(trial, "1")),
      ...trials.map((trial) => add(trial, "2")),
      add("results.json"),
    ];
    const { end, events } = await watch(copy, steps);
    expect(end).toBe("ended");
    const began = events.flatMap((event) => (event.type === "run-began" ? [event.index] : []));
    expect(began.at(-1)).toBe(4);
    expect(began).toEqual(began.toSorted((a, b) => a - b));
    expect(events.filter(({ type }) => type === "run-ended")).toHaveLength(began.length);
  });

  it("a run ends with an interrupt, or when nothing grows and its process is gone", async () => {
    rmSync(join(stored, "results.json"));
    expect((await watch(stored)).end).toBe("interrupted");
    const quiet = Array.from({ length: 9 }, () => nothing);
    expect((await watch(stored, [...quiet], { isAlive: true, sleepMs: 5_000 })).end).toBe("interrupted");
    expect((await watch(stored, [...quiet], { isAlive: false, sleepMs: 5_000 })).end).toBe("gone");
  });

  it("changes nothing in the directory", async () => {
    const before = readdirSync(stored, { recursive: true, encoding: "utf8" }).toSorted();
    await watch(stored);
    expect(readdirSync(stored, { recursive: true, encoding: "utf8" }).toSorted()).toEqual(before);
  });
});

describe("the command", () => {
  const shown = { ...QUIETLY, isQuiet: false, isProgressShown: true };

  it("prints progress and results, and exits with the code of the verdict", async () => {
    const { code, out, err } = await runCommand(home, (cli) => watchStoredRun(stored, shown, cli));
    expect(code).toBe(0);
    expect(err).toContain("run 4/4 prefetch=");
    expect(out).toContain("All trials");
    expect(out.trimEnd().split("\n").at(-1)).toBe("✓ pass");
  });

  it("without a directory watches the newest run", async () => {
    mkdirSync(join(home, ".runs", "2026-01-31T120000-older"), { recursive: true });
    renameSync(stored, join(home, ".runs", "2026-01-31T120001-newer"));
    const { code, out } = await runCommand(home, (cli) => watchStoredRun(undefined, shown, cli));
    expect(code).toBe(0);
    expect(out).toContain("2026-01-31T120001-newer");
  });

  it("refuses a directory that is not a run, and a home without runs", async () => {
    const { code, err } = await runCommand(home, (cli) => watchStoredRun(home, shown, cli));
    expect(code).toBe(2);
    expect(err).toContain("is not a stored run");
    const none = await runCommand(home, (cli) => watchStoredRun(undefined, shown, cli));
    expect(none.code).toBe(2);
    expect(none.err).toContain("There is no run in");
  });
});
