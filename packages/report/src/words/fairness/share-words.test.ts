import { describe, expect, it } from "vitest";
import type { RunResult, TrialResult } from "@fairhare/results";
import { jainIndex } from "@fairhare/results";
import { buildTrial, editRun } from "../../testing/results-builder.ts";
import { sharePart } from "./share-words.ts";

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
const phrase = (...runs: RunResult[]): string => sharePart(trialOf(...runs)).says;

const even = () => runOf([{ busy: 500 }, { busy: 500 }]);
const uneven = () => runOf([{ busy: 900 }, { busy: 100 }]);
const mirrored = () => runOf([{ busy: 100 }, { busy: 900 }]);

describe("the words for shares", () => {
  it("do not judge a single worker", () => {
    expect(phrase(runOf([{ busy: 800 }]))).toBe("One worker: it did all of the work, so there is nothing to share");
    expect(phrase(runOf([{ busy: 700 }, { busy: 300, died: true }]))).toBe(
      "One surviving worker: it did 70 % of the work",
    );
  });

  it("name the shares that consumer priorities ask for, and blame no prefetch", () => {
    const trial = trialOf(runOf([{ busy: 600 }, { busy: 150 }, { busy: 250 }]));
    const settings = { ...trial.settings, consumerPriorities: [10, 0, 5], prefetch: 0 };
    expect(sharePart({ ...trial, settings })).toEqual({
      says: "Shared by consumer priority: 1 worker of priority 10 did 60 %, 1 worker of priority 5 did 25 % and 1 worker of priority 0 did 15 % of the work, which the priorities ask for (Jain by busy time 0.749)",
      advice: [],
    });
    expect(sharePart({ ...trial, settings: { ...settings, consumerPriorities: [5] } }).says).toMatch(
      /^(Unfair|Uneven)/,
    );
  });

  it("do not judge a queue with a single active consumer", () => {
    const trial = trialOf(runOf([{ busy: 900 }, { busy: 0, tasks: 0 }]));
    const settings = { ...trial.settings, queueArguments: { "x-single-active-consumer": true } };
    expect(sharePart(trial).says).toMatch(/^(Unfair|Starved)/);
    expect(sharePart({ ...trial, settings })).toEqual({
      says: "One worker active at a time (single active consumer), so there is nothing to share",
      advice: [],
    });
  });

  it("blame the split over queues, not the prefetch, if each worker has its own", () => {
    const [run] = buildTrial({ workers: 2, queues: 2, tasks: 40 }).runs;
    if (!run) throw new Error("no run");
    const fairness = { ...uneven().fairness, idleWhileBacklogMs: 900 };
    const trial = trialOf({ ...uneven(), fairness, queues: run.queues });
    const { says, advice } = sharePart({ ...trial, settings: { ...trial.settings, queues: 2, prefetch: 0 } });
    expect(says).toMatch(/^Unfair: .*a worker consumes only from its own queues/);
    expect(advice).toEqual(["Set --queues 1."]);
  });

  it("say that the counts of tasks were unequal over even work: 190 and 9", () => {
    expect(
      phrase(
        runOf([
          { busy: 500, tasks: 190 },
          { busy: 500, tasks: 9 },
        ]),
      ),
    ).toBe(
      "Even: each of the 2 workers did 50 % of the work (Jain by busy time 1.000), although they completed unequal numbers of tasks (Jain by tasks 0.547)",
    );
  });

  it("are of all runs: a run that differs from the others is not left out", () => {
    expect(phrase(even(), even(), uneven())).toBe(
      "Even: each of the 2 workers did 50 % of the work (Jain by busy time 1.000, 0.610–1.000 over the single runs)",
    );
  });

  it("name workers that were the same in all runs, and count them otherwise", () => {
    expect(phrase(uneven(), uneven())).toBe(
      "Unfair: worker 1 did 90 % of the work (Jain by busy time 0.610) while worker 2 idled 90 % of the time",
    );
    expect(phrase(uneven(), mirrored())).toBe(
      "Unfair: 1 of the 2 workers (different ones in each run) did 90 % of the work (Jain by busy time 0.610) while the others idled 90 % of the time",
    );
  });

  it("give the median over the runs, not the number of one run", () => {
    const runs = [800, 900, 960, 999].map((busy) => runOf([{ busy }, { busy: 1_000 - busy }]));
    expect(phrase(...runs)).toContain("worker 1 did 93 % of the work");
  });

  it("do not judge a few tasks", () => {
    const few = runOf([
      { busy: 900, tasks: 2 },
      { busy: 100, tasks: 1 },
    ]);
    expect(phrase(few, few)).toBe("Too few tasks to judge fairness: 3 completed by 2 workers, at least 6 needed");
  });
});
