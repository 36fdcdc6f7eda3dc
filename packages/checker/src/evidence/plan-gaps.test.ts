import { createArrivals, type TrialSettings } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import type { Damage } from "../testing/write-shards.ts";
import { check, SETTINGS } from "../testing/settings.ts";
import { plannedTasks } from "./plan-gaps.ts";

/** Tasks 1 to n of one producer, each completed at once. */
function worked(tasks: number, run: History = history().phase("publishing", 0)): History {
  for (let task = 1; task <= tasks; task++) {
    run.producer(1).published(task, task);
    run.worker(1).worked(task, task + 0.2, task + 0.4);
  }
  return run.phase("drained", 10_000);
}

const outcome = (run: History, settings: Partial<TrialSettings>, damage: Damage = {}) => {
  const { verdict, evidence } = check(run, settings, { shards: run.shards(damage) }).result;
  return [verdict, ...evidence.gaps];
};

describe("a plan with a number of tasks", () => {
  it("is complete if each task was attempted", () => {
    expect(outcome(worked(6), { tasks: 6 })).toEqual(["pass"]);
  });

  it("is incomplete if a task was not attempted: a part of the plan never passes", () => {
    expect(outcome(worked(5), { tasks: 6 })).toEqual(["unknown", "Only 5 of the 6 planned tasks were attempted."]);
  });

  it("counts a task once, even if it was published twice", () => {
    const run = worked(5).producer(1).published(5, 20);
    expect(outcome(run, { tasks: 6 })).toEqual(["unknown", "Only 5 of the 6 planned tasks were attempted."]);
  });

  it("does not allow more tasks than planned", () => {
    expect(outcome(worked(7), { tasks: 6 })).toEqual(["unknown", "7 tasks were attempted, but only 6 were planned."]);
  });

  it("is incomplete if a producer never finished, unless another incarnation of it did", () => {
    const gap = "Producer 1 ended before it had published all of its tasks.";
    expect(outcome(worked(3), {}, { unfinished: ["producer-1.1"] })).toEqual(["unknown", gap]);
    const replaced = worked(3).producer(1, 2).published(4, 20).worker(1).worked(4, 21, 22);
    expect(outcome(replaced, {}, { unfinished: ["producer-1.1"] })).toEqual(["pass"]);
  });

  it("needs each of its producers", () => {
    expect(outcome(worked(3), { producers: 2 })).toEqual([
      "unknown",
      "Producer 2 ended before it had published all of its tasks.",
    ]);
  });

  it("has no losses among the remaining tasks of a run that was cut short", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0).phase("cutShort", 50);
    expect(check(run, { tasks: 6 }).result).toMatchObject({ verdict: "unknown", ledger: { remaining: 1, lost: 0 } });
  });
});

describe("a plan with a time", () => {
  const TIMED = { tasks: null, timeSeconds: 0.05 };

  it("and a rate has a number of tasks; a producer that stops early does not attempt them all", () => {
    const settings = { ...TIMED, ratePerSecond: 100 };
    expect(outcome(worked(5), settings)).toEqual(["pass"]);
    expect(outcome(worked(2), settings)).toEqual(["unknown", "Only 2 of the 5 planned tasks were attempted."]);
  });

  it("and no rate is complete when its producers finish, and not before the planned time", () => {
    expect(outcome(worked(3).producer(1).finished(51), TIMED)).toEqual(["pass"]);
    expect(outcome(worked(3).producer(1).finished(20), { ...TIMED, timeSeconds: 2 })).toEqual([
      "unknown",
      "Producer 1 stopped publishing 2.0 s before the planned 2 s were over.",
    ]);
  });
});

describe("the number of planned tasks", () => {
  it("is divided among the producers", () => {
    const settings = { ...SETTINGS, tasks: 8, producers: 3 };
    expect([1, 2, 3].map((producer) => plannedTasks(settings, producer)?.least)).toEqual([3, 3, 2]);
  });

  it.each([
    [100, 6, 600],
    [1, 1, 1],
    [0.5, 1, 1],
  ])(
    "at %d per second for %d s is %d: the first task at once, none at the end",
    (ratePerSecond, timeSeconds, tasks) => {
      expect(plannedTasks({ ...SETTINGS, ratePerSecond, timeSeconds }, 1)).toEqual({ least: tasks, most: tasks });
    },
  );

  it("is a range if a rounding error decides about the last task", () => {
    expect(plannedTasks({ ...SETTINGS, ratePerSecond: 3, timeSeconds: 1 }, 1)).toEqual({ least: 3, most: 3 });
    const planned = plannedTasks({ ...SETTINGS, ratePerSecond: 3, timeSeconds: 1 + 0.4e-9 }, 1);
    expect(planned).toEqual({ least: 3, most: 4 });
  });

  it("follows the random Poisson schedule, which differs for each producer", () => {
    const settings = { ...SETTINGS, ratePerSecond: 50, timeSeconds: 4, pace: "poisson" as const, seed: 3 };
    const counted = [1, 2].map((producer) => {
      const arrivals = createArrivals(settings, producer);
      let count = 0;
      while ((arrivals?.next() ?? Infinity) < 4e9) count++;
      return count;
    });
    expect([1, 2].map((producer) => plannedTasks(settings, producer)?.least)).toEqual(counted);
    expect(counted[0]).not.toBe(counted[1]);
  });

  it("is limited by the time or by the tasks, whichever comes first", () => {
    const settings = { ...SETTINGS, ratePerSecond: 100, timeSeconds: 1 };
    expect(plannedTasks({ ...settings, tasks: 40 }, 1)?.most).toBe(40);
    expect(plannedTasks({ ...settings, tasks: 400 }, 1)?.most).toBe(100);
  });

  it("is not known without a rate", () => {
    expect(plannedTasks({ ...SETTINGS, timeSeconds: 1 }, 1)).toBeNull();
  });
});
