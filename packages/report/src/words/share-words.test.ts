import { describe, expect, it } from "vitest";
import type { RunResult, TrialResult } from "@fairhare/results";
import { jainIndex } from "@fairhare/results";
import { buildTrial, editRun } from "../testing/results-builder.ts";
import { sharePhrase } from "./share-words.ts";

type Seat = { busy: number; tasks?: number; died?: boolean };

/** A run in which the workers were busy for so many milliseconds each. */
function runOf(seats: readonly Seat[], makespanMs = 1_000): RunResult {
  const [run] = buildTrial({ workers: seats.length, tasks: 40 }).runs;
  if (!run) throw new Error("no run");
  const total = seats.reduce((sum, { busy }) => sum + busy, 0);
  const workers: RunResult["workers"] = run.workers.map((worker, index) => {
    const { busy, tasks = 10, died = false } = seats[index] ?? { busy: 0 };
    const diedAtMs = died ? makespanMs / 2 : null;
    return { ...worker, tasks, busyMs: busy, idleMs: makespanMs - busy, busyShare: busy / total, diedAtMs };
  });
  const fairness = {
    jainBusy: jainIndex(seats.map(({ busy }) => busy)),
    jainTasks: jainIndex(seats.map(({ tasks = 10 }) => tasks)),
    idleWhileBacklogMs: 0,
  };
  const completed = seats.reduce((sum, { tasks = 10 }) => sum + tasks, 0);
  return { ...editRun(run, { fairness, ledger: { completed, attempted: completed } }), makespanMs, workers };
}

const trialOf = (...runs: RunResult[]): TrialResult => ({
  ...buildTrial({ workers: runs[0]?.workers.length ?? 1, tasks: 40 }),
  runs: runs.map((run, index) => ({ ...run, run: index + 1 })),
  summary: {},
});
const phrase = (...runs: RunResult[]): string => sharePhrase(trialOf(...runs));

const even = () => runOf([{ busy: 500 }, { busy: 500 }]);
const uneven = () => runOf([{ busy: 900 }, { busy: 100 }]);
const mirrored = () => runOf([{ busy: 100 }, { busy: 900 }]);

describe("the words for shares", () => {
  it("know no evenness of one", () => {
    expect(phrase(runOf([{ busy: 800 }]))).toBe("one worker did all of the work");
    expect(phrase(runOf([{ busy: 700 }, { busy: 300, died: true }]))).toBe("the surviving worker did 70 % of the work");
  });

  it("say that even work was not even tasks: 190 and 9", () => {
    expect(
      phrase(
        runOf([
          { busy: 500, tasks: 190 },
          { busy: 500, tasks: 9 },
        ]),
      ),
    ).toBe("even work — each of the 2 workers did 50 % of it by busy time, though not by tasks (Jain 0.547)");
  });

  it("are of all runs: a run that was not like the others is not left out", () => {
    expect(phrase(even(), even(), uneven())).toBe(
      "even work — each of the 2 workers did 50 % of it (not in every run: Jain's index by busy time 0.610–1.000)",
    );
  });

  it("name workers if they were the same in all runs, and count them if not", () => {
    expect(phrase(uneven(), uneven())).toBe(
      "unfair — worker 1 did 90 % of the work, while worker 2 idled 90 % of the time",
    );
    expect(phrase(uneven(), mirrored())).toBe(
      "unfair — 1 of the 2 workers (not the same in each run) did 90 % of the work, while the others idled 90 % of the time",
    );
  });

  it("give the median over the runs, not one run's number", () => {
    const runs = [800, 900, 960, 999].map((busy) => runOf([{ busy }, { busy: 1_000 - busy }]));
    expect(phrase(...runs)).toContain("worker 1 did 93 % of the work");
  });

  it("do not judge a handful of tasks", () => {
    const few = runOf([
      { busy: 900, tasks: 2 },
      { busy: 100, tasks: 1 },
    ]);
    expect(phrase(few, few)).toBe("too few tasks to judge the sharing (3 for 2 workers)");
  });
});
