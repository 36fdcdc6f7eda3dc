// Seeded random histories in which each task has a planted fate: the columns always add up, and each fate is found.
import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "@fairhare/core";
import { addsUp } from "@fairhare/results";
import { history } from "./testing/history.ts";
import { check } from "./testing/settings.ts";

const FATES = [
  "completed",
  "duplicated",
  "redelivered",
  "lost",
  "nacked",
  "returned",
  "unknown",
  "dropped",
  "deadLettered",
] as const;
type Fate = (typeof FATES)[number];

const TASKS = 200;
const WORKERS = 3;

/** Gives each task a random fate; returns the history and the number of tasks with each fate. */
function plant(random: Random) {
  const run = history().phase("publishing", 0);
  const planted = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>;
  let ghosts = 0;
  for (let task = 1; task <= TASKS; task++) {
    const fate = FATES[random.float() < 0.5 ? 0 : random.below(FATES.length)] ?? "completed";
    planted[fate]++;
    const at = task * 10;
    run
      .producer(1)
      .attempted(task, at, { costMs: 3, heavy: random.float() < 0.5 })
      .handed(at);
    if (fate === "nacked") run.nacked(task, at + 1);
    else if (fate !== "unknown") run.confirmed(task, at + 1);
    if (fate === "returned") run.returned(task, at + 1);
    const worker = () => run.worker(1 + random.below(WORKERS));
    if (fate === "dropped" || fate === "deadLettered") {
      worker()
        .delivered(task, at + 2)
        .started(task, at + 2)
        .failed(task, at + 2, at + 5, fate);
      if (fate === "deadLettered") run.deadLettered(task, at + 6);
    }
    if (fate === "redelivered") {
      worker()
        .delivered(task, at + 2)
        .started(task, at + 2)
        .failed(task, at + 2, at + 3, "requeued");
      worker()
        .delivered(task, at + 4, "redelivered")
        .started(task, at + 4)
        .completed(task, at + 4, at + 7);
    }
    if (fate === "completed" || fate === "duplicated") worker().worked(task, at + 2, at + 5);
    if (fate === "duplicated") worker().worked(task, at + 6, at + 9);
    if (random.float() < 0.02) {
      ghosts++;
      worker().worked(10_000 + task, at + 9, at + 9.5);
    }
  }
  return { run: run.producer(1).closed(9_000).phase("drained", 10_000), planted, ghosts };
}

describe.each(Array.from({ length: 40 }, (_, index) => index + 1))("random history %i", (seed) => {
  const { run, planted, ghosts } = plant(createRandom(seed));
  const { result, losses } = check(run, { workers: WORKERS, deadLetter: true });

  it("has columns that add up and that count each planted fate", () => {
    expect(addsUp(result.ledger)).toBe(true);
    expect(result.ledger).toMatchObject({
      attempted: TASKS,
      completed: planted.completed + planted.duplicated + planted.redelivered,
      duplicated: planted.duplicated,
      redelivered: planted.redelivered,
      lost: planted.lost,
      nacked: planted.nacked,
      returned: planted.returned,
      unknown: planted.unknown,
      dropped: planted.dropped,
      deadLettered: planted.deadLettered,
      unexpected: ghosts,
      remaining: 0,
    });
    expect(losses).toHaveLength(planted.lost);
    const hasFailed = planted.lost + ghosts > 0;
    expect(result.verdict).toBe(hasFailed ? "fail" : planted.unknown > 0 ? "unknown" : "pass");
  });

  it("has every derived number within its range", () => {
    const { fairness, workers, latencyMs, boundRatio } = result;
    for (const index of [fairness.jainTasks, fairness.jainBusy]) {
      expect(index).toBeGreaterThanOrEqual(1 / WORKERS);
      expect(index).toBeLessThanOrEqual(1);
    }
    expect(workers.reduce((sum, { busyShare }) => sum + (busyShare ?? 0), 0)).toBeCloseTo(1, 9);
    expect(workers.reduce((sum, { duplicated }) => sum + duplicated, 0)).toBe(planted.duplicated);
    expect(fairness.idleWhileBacklogMs).toBeGreaterThanOrEqual(0);
    expect(boundRatio).toBeGreaterThanOrEqual(1);
    expect(latencyMs.endToEnd.count).toBe(result.ledger.completed);
  });
});
