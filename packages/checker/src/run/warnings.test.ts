import { describe, expect, it } from "vitest";
import type { TrialSettings } from "@fairhare/experiment";
import { type History, history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const quiet = { ratePerSecond: 10 } as const;
const plain = () =>
  history().phase("publishing", 0).producer(1).published(1, 0, { costMs: 100 }).worker(1).worked(1, 10, 110);
const warningsOf = (run: History, settings: Partial<TrialSettings> = {}) =>
  check(run.phase("drained", 10_000), { ...quiet, ...settings }).result.warnings;

describe("warnings", () => {
  it("are none for a plain, paced run", () => {
    expect(warningsOf(plain())).toEqual([]);
  });

  it("name a stall of an event loop during the measurement, but not one from before it", () => {
    expect(warningsOf(plain().sampled(0.1, 1, 120).sampled(0.2, 1, 220, 83))).toEqual([
      "The event loop of worker process 1 stalled for 83 ms: latencies of that order are the generator's, not the broker's.",
    ]);
    expect(warningsOf(plain().sampled(0.1, 1, 120, 400))).toEqual([]);
  });

  it("do not blame a worker for a loop that its work is meant to block", () => {
    const run = plain().sampled(0.1, 1, 120).sampled(0.2, 1, 220, 83);
    expect(warningsOf(run, { work: "cpu" })).toEqual([]);
  });

  it("name work that took longer than planned in the median", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0, { costMs: 10 }).worker(1).worked(1, 5, 17);
    expect(warningsOf(run)).toEqual([
      "Work took 20 % longer than planned in the median: timers or cores, not the broker, are the limit.",
    ]);
  });

  it("say that the latency of an unpaced run is its backlog", () => {
    expect(warningsOf(plain(), { ratePerSecond: null }).join()).toContain("No rate was set");
    expect(warningsOf(plain().phase("released", 5), { backlog: true }).join()).toContain("filled with 1 task before");
  });

  it("name an offered load that the fleet cannot do", () => {
    expect(warningsOf(plain(), { ratePerSecond: 40 })).toEqual([
      "The offered load is 2.00 times what 2 workers can do: latency grows with the length of the run.",
    ]);
  });

  it("name a rate that the producers did not reach", () => {
    const run = plain().producer(1).published(2, 200, { costMs: 1 }).worker(1).worked(2, 210, 211);
    expect(warningsOf(run)).toEqual(["The producers reached 5 of the 10 publishes per second that were asked."]);
  });

  it("say how much a worker held when automatic acknowledgement knew no bound", () => {
    const run = plain().producer(1).published(2, 1).published(3, 1).worker(1).delivered(2, 120).delivered(3, 120);
    run.started(2, 120).completed(2, 120, 121).started(3, 121).completed(3, 121, 122);
    expect(warningsOf(run, { ack: "auto", ratePerSecond: null }).join()).toContain("worker 1 held up to 2 deliveries");
  });

  it("name lost connections, and tasks that were never attempted", () => {
    expect(warningsOf(plain().disconnected(300), { tasks: 5 })).toEqual([
      "Only 1 of the 5 planned tasks was attempted.",
      "1 connection was lost, 1 of them by worker process 1.",
    ]);
  });

  it("name an alarm of the broker", () => {
    expect(warningsOf(plain().producer(1).blocked(5))).toEqual([
      "The broker's memory or disk alarm blocked publishing 1 time.",
    ]);
  });

  it("count durations that cannot be", () => {
    const run = plain().producer(1).attempted(2, 150, { costMs: 1 }).handed(150).confirmed(2, 140);
    expect(warningsOf(run.worker(1).worked(2, 160, 161)).join()).toContain("1 duration was negative");
  });
});
