import type { TrialSettings } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

/** 20 tasks over 4 s. Each part's share of a core, from its begin to its last loaded sample. */
function run(shares: { producer?: number; worker?: number; own?: number; idle?: number; stolen?: number }): History {
  const { producer = 0.2, worker = 0.2, own = 0.1, idle = 0.5, stolen = 0 } = shares;
  const made = history().phase("publishing", 0).producer(1).begins(0.1, 0);
  for (let task = 1; task <= 20; task++) made.published(task, 200 * task - 200);
  made
    .finished(3_990)
    .sampled(0.1 + 4 * producer, 1_000, 4_000)
    .sampled(0.1 + 4 * producer, 1_000, 9_000);
  made.worker(1).begins(0.1, 0);
  for (let task = 1; task <= 20; task++) made.worked(task, 200 * task - 100, 200 * task);
  made.sampled(0.1 + 4 * worker, 1_000, 4_000).sampled(0.1 + 4 * worker, 1_000, 9_000);
  for (const at of [0, 2_000, 4_000]) {
    const all = (2 * at) / 1e3;
    made.usage((own * at) / 1e3, at, { busy: all * (1 - idle - stolen), stolenMs: all * stolen * 1e3 });
  }
  return made.phase("drained", 8_900);
}

const limitsOf = (made: History, settings: Partial<TrialSettings> = { work: "none" }): unknown[] =>
  check(made, settings)
    .result.findings.filter(({ code }) => code === "generator-limit")
    .map(({ values }) => values);

describe("the limit of the load generator", () => {
  it("is not found in a run with time to spare", () => {
    expect(limitsOf(run({}))).toEqual([]);
  });

  it("is a producer that used a core until its last publish, idle afterwards", () => {
    expect(limitsOf(run({ producer: 0.95 }))).toMatchObject([{ part: "producer", process: 1, percent: 95 }]);
  });

  it("is a worker, unless its work is to use the CPU", () => {
    expect(limitsOf(run({ worker: 0.95 }))).toMatchObject([{ part: "worker", process: 1 }]);
    expect(limitsOf(run({ worker: 0.95 }), { work: "cpu" })).toEqual([]);
  });

  it("is the orchestrator", () => {
    expect(limitsOf(run({ own: 0.93 }))).toMatchObject([{ part: "orchestrator" }]);
  });

  it("is the machine when all its cores are busy, with the share that other guests took", () => {
    expect(limitsOf(run({ idle: 0.01, stolen: 0.2 }))).toMatchObject([
      { part: "machine", cores: 2, stolenPercent: 20 },
    ]);
  });

  it("is not the machine when a rate or the work sets the pace", () => {
    expect(limitsOf(run({ idle: 0.01 }), { work: "none", ratePerSecond: 5 })).toEqual([]);
    expect(limitsOf(run({ idle: 0.01 }), { work: "sleep" })).toEqual([]);
  });
});
