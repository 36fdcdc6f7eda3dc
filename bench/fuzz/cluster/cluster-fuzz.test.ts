// The schedules of the fuzz test on a cluster are valid plans, and its comparison finds what it should find.
import { check, history, SETTINGS } from "@fairhare/checker/testing";
import { hitsNodes } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { contradictions } from "./contradictions.ts";
import { randomSchedule } from "./random-schedule.ts";

describe("random schedules", () => {
  it("are valid plans with one or two faults of nodes, and the same for the same seed", () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 300; seed++) {
      const { settings, words } = randomSchedule(seed);
      expect(settings.faults.length === 1 || settings.faults.length === 2).toBe(true);
      expect(settings.faults.every(hitsNodes)).toBe(true);
      for (const { kind, part } of settings.faults) kinds.add(`${kind} ${part ?? "number"}`);
      expect(randomSchedule(seed).words).toEqual(words);
    }
    expect(kinds.size).toBeGreaterThan(12);
  });
});

describe("the comparison with the content of the queue", () => {
  const lostOne = check(history().producer(1).published(1, 0).phase("publishing", 0).phase("drained", 1_000), {
    queueType: "quorum",
  }).result;
  const settings = { ...SETTINGS, queueType: "quorum" } as const;

  it("finds a lost task that is in the queue, a loss without a cause, and a confirmed loss", () => {
    const found = contradictions({ run: lostOne, settings, lost: [1], left: new Set([1]) });
    expect(found).toEqual([
      "lost tasks are in the queue: 1",
      "1 messages are in the queue after a run with 0 remaining tasks",
      "1 losses without a cause",
      "a quorum queue lost 1 confirmed tasks",
      "a durable queue lost 1 confirmed tasks in a kill",
    ]);
  });

  it("finds nothing in a run that completed everything", () => {
    const run = check(
      history().producer(1).published(1, 0).worker(1).worked(1, 2, 3).phase("publishing", 0).phase("drained", 1_000),
      { workers: 1 },
    ).result;
    expect(contradictions({ run, settings, lost: [], left: new Set() })).toEqual([]);
  });
});
