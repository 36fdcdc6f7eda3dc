import { describe, expect, it } from "vitest";
import { createRandom } from "@fairhare/core";
import { createArrivals, type TrialSettings } from "@fairhare/workload";
import { type History, history } from "../testing/history.ts";
import { check, SETTINGS, STOP_ANY_WORKER } from "../testing/settings.ts";

const quiet = { ratePerSecond: 10 } as const;
const plain = () =>
  history().phase("publishing", 0).producer(1).published(1, 0, { costMs: 100 }).worker(1).worked(1, 10, 110);
const warningsOf = (run: History, settings: Partial<TrialSettings> = {}) =>
  check(run.phase("drained", 10_000), { ...quiet, ...settings }).result.warnings;

/** Worker 1 does all tasks. */
const oneOfTwo = (tasks: number): History => {
  const run = history().phase("publishing", 0);
  for (let task = 1; task <= tasks; task++) {
    run.producer(1).published(task, 0, { costMs: 100 });
    run.worker(1).worked(task, 200 * task, 200 * task + 100);
  }
  return run;
};

const result = (given: Partial<TrialSettings>, tasks = 6) =>
  check(oneOfTwo(tasks).phase("drained", 10_000), given).result;

describe("a run with one active worker of two", () => {
  const paced = { ratePerSecond: 2 };
  const settings = { ...paced, queueArguments: { "x-single-active-consumer": true } };

  it("has no fairness if the queue has a single active consumer, and says so", () => {
    const { fairness, warnings, workers } = result(settings);
    expect(fairness).toMatchObject({ jainTasks: null, jainBusy: null, idleWhileBacklogMs: null, maxBusyShare: 1 });
    expect(workers.map(({ tasks }) => tasks)).toEqual([6, 0]);
    expect(warnings.join()).toContain("1 of 2 workers received 6 deliveries, one worker at a time");
  });

  it("keeps its fairness if the queue is predeclared, but says what the queue may have", () => {
    const queue = { name: "orders", predeclared: true };
    const { fairness, warnings } = result({ ...paced, queue });
    expect(fairness.jainBusy).toBe(0.5);
    expect(warnings.join()).toContain("One of 2 workers received all 6 deliveries");
    expect(result({ ...paced, queue }, 5).warnings.join()).not.toContain("received all");
    expect(result(paced).warnings.join()).not.toContain("received all");
  });
});

describe("findings about the load", () => {
  it("are none for a paced run without problems", () => {
    expect(warningsOf(plain())).toEqual([]);
  });

  it("name an event-loop stall during the measurement, but not before it", () => {
    expect(warningsOf(plain().sampled(0.1, 1, 120).sampled(0.2, 1, 220, 83))).toEqual([
      "The event loop of worker process 1 stalled for 83.0 ms: latencies of that size come from the load generator, not from the broker.",
    ]);
    expect(warningsOf(plain().sampled(0.1, 1, 120, 400))).toEqual([]);
  });

  it("do not name a stall that CPU work causes by design", () => {
    const run = plain().sampled(0.1, 1, 120).sampled(0.2, 1, 220, 83);
    expect(warningsOf(run, { work: "cpu" })).toEqual([]);
  });

  it("name a median service time above the plan", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0, { costMs: 10 }).worker(1).worked(1, 5, 17);
    expect(warningsOf(run)).toEqual([
      "The median service time is 20 % longer than planned: timers or cores limit the workers, not the broker.",
    ]);
  });

  it("name the backlog in the latency of a run without a rate", () => {
    expect(warningsOf(plain(), { ratePerSecond: null }).join()).toContain("No --rate");
    expect(warningsOf(plain().phase("released", 5), { backlog: true }).join()).toContain(
      "1 task was in the queue before",
    );
  });

  it("name an offered load above the capacity of the fleet", () => {
    expect(warningsOf(plain(), { ratePerSecond: 40 })).toEqual([
      "Overload: the offered load is 2.00 times the capacity of 2 workers, so latency grows with the length of the run.",
    ]);
  });

  it("name a rate that the producers did not reach", () => {
    const run = plain().producer(1).attempted(2, 200, { costMs: 1 }, 100).handed(200).confirmed(2, 201);
    expect(warningsOf(run.worker(1).worked(2, 210, 211))).toEqual([
      "The producers reached 5.00 of the requested 10.0 publishes/s: publishes scheduled within 100 ms took 200 ms.",
    ]);
  });

  it("do not report a Poisson schedule as a missed rate, with any seed", () => {
    const settings = { ratePerSecond: 100, pace: "poisson" } as const;
    const named = Array.from({ length: 100 }, (_, seed) => {
      const random = createRandom(seed);
      const arrivals = createArrivals({ ...SETTINGS, ...settings, seed }, 1);
      const run = history().phase("publishing", 0).producer(1);
      for (let task = 1; task <= 200; task++) {
        const due = (arrivals?.next() ?? 0) / 1e6;
        run.attempted(task, due + 5 * random.float(), {}, due);
      }
      return warningsOf(run.handed(9_000), { ...settings, seed, work: "none" });
    });
    expect(named.flat().filter((warning) => warning.includes("producers reached"))).toEqual([]);
  });

  it("compare the fleet with the mean rate of a schedule, not with its peak", () => {
    const phases = [
      { fromPerSecond: 1, toPerSecond: 1, seconds: 1 },
      { fromPerSecond: 40, toPerSecond: 40, seconds: 1 },
    ];
    const run = plain();
    // One task of 100 ms in the first second, at 1/s; two workers complete 20/s.
    expect(warningsOf(run, { ratePerSecond: { kind: "schedule", phases } })).toEqual([]);
    const [, ...fast] = phases;
    expect(warningsOf(plain(), { ratePerSecond: { kind: "schedule", phases: fast } })).toEqual(
      warningsOf(plain(), { ratePerSecond: 40 }),
    );
  });

  it("do not report a delay of some milliseconds as a missed rate", () => {
    const run = plain().producer(1).attempted(2, 140, { costMs: 1 }, 100).handed(140).confirmed(2, 141);
    expect(warningsOf(run.worker(1).worked(2, 150, 151))).toEqual([]);
  });

  it("name a Poisson schedule that was missed", () => {
    const run = history().phase("publishing", 0).producer(1);
    for (let task = 1; task <= 50; task++) run.attempted(task, 20 * task, {}, 10 * task);
    const settings = { pace: "poisson", ratePerSecond: 120, work: "none" } as const;
    expect(warningsOf(run.handed(1_000), settings).filter((warning) => warning.includes("producers"))).toEqual([
      "The producers reached 60.0 of the requested 120 publishes/s: publishes scheduled within 490 ms took 980 ms.",
    ]);
  });

  it("count the workers that joined in the capacity of the fleet", () => {
    const joined = plain().spawned(3, 50).worker(3, { since: 60 });
    const faults = [{ ...STOP_ANY_WORKER, kind: "add", joins: 1 }] as const;
    expect(warningsOf(joined, { ratePerSecond: 25, faults })).toEqual([]);
    expect(warningsOf(plain(), { ratePerSecond: 25 }).join()).toContain("1.25 times the capacity of 2 workers");
  });

  it("name the most deliveries that a worker held with automatic acknowledgement", () => {
    const run = plain().producer(1).published(2, 1).published(3, 1).worker(1).delivered(2, 120).delivered(3, 120);
    run.started(2, 120).completed(2, 120, 121).started(3, 121).completed(3, 121, 122);
    expect(warningsOf(run, { ack: "auto", ratePerSecond: null }).join()).toContain("worker 1 held up to 2 deliveries");
  });
});
