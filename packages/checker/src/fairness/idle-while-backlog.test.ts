import { describe, expect, it } from "vitest";
import type { TrialSettings } from "@fairhare/workload";
import { type History, history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const published = (...tasks: number[]) => {
  const run = history().phase("publishing", 0).producer(1);
  for (const task of tasks) run.attempted(task, 0, { costMs: 100 });
  return run.handed(0);
};
const idleOf = (run: History, settings: Partial<TrialSettings> = {}) =>
  check(run.phase("drained", 10_000), settings).result.fairness.idleWhileBacklogMs;

describe("idle time while a task waits", () => {
  it("is 0 if both workers begin a task at once", () => {
    expect(idleOf(published(1, 2).worker(1).worked(1, 0, 100).worker(2).worked(2, 0, 100))).toBe(0);
  });

  it("counts every idle slot while a task waits in the queue", () => {
    expect(idleOf(published(1).worker(1).worked(1, 30, 130).worker(2))).toBeCloseTo(60);
  });

  it("counts the other slots while a task waits in a worker's prefetch buffer", () => {
    const run = published(1, 2).worker(1).delivered(1, 0).started(1, 0).delivered(2, 0).completed(1, 0, 100);
    expect(idleOf(run.started(2, 100).completed(2, 100, 200).worker(2))).toBeCloseTo(100);
  });

  it("does not count a slot while all waiting tasks are in its own prefetch buffer", () => {
    expect(idleOf(published(1).worker(1).delivered(1, 0).started(1, 40).completed(1, 40, 100), { workers: 1 })).toBe(0);
  });

  it("does not count a slot before its consumer is registered", () => {
    expect(idleOf(published(1).worker(1).worked(1, 30, 130).worker(2, { since: 20 }))).toBeCloseTo(30 + 10);
  });

  it("does not count a slot without a process, but counts the wait for the redelivery of its task", () => {
    const run = published(1)
      .spawned(1, 0)
      .worker(1)
      .delivered(1, 0)
      .started(1, 0)
      .killed(1, 50)
      .worker(2)
      .delivered(1, 70, "redelivered")
      .started(1, 70)
      .completed(1, 70, 170);
    expect(idleOf(run)).toBeCloseTo(20);
  });

  it("counts a requeued task as waiting until it begins again", () => {
    const run = published(1)
      .worker(1)
      .delivered(1, 0)
      .started(1, 0)
      .failed(1, 0, 10, "requeued")
      .worker(2)
      .delivered(1, 25, "redelivered")
      .started(1, 25)
      .completed(1, 25, 125);
    expect(idleOf(run)).toBeCloseTo(2 * 15);
  });

  it("does not count tasks that never reached the queue", () => {
    const run = published(1).attempted(2, 0).handed(0).returned(2, 1).worker(1).worked(1, 0, 100).worker(2);
    expect(idleOf(run)).toBe(0);
  });

  it("counts each free place of a slot with a concurrency of two", () => {
    const run = published(1).worker(1).worked(1, 10, 110);
    expect(idleOf(run, { workers: 1, workerConcurrency: 2 })).toBeCloseTo(20);
  });
});
