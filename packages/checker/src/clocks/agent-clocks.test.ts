import { boundsOfRecord, Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";
import { AHEAD, BEHIND, twoHosts } from "../testing/two-hosts.ts";
import { Clocks } from "./clocks.ts";

describe("incarnations on different agents", () => {
  it("keep their order, even if the clocks show them in another one", () => {
    const run = twoHosts({ roundTripMs: 40 })
      .producer(1)
      .published(1, 1_000 + AHEAD);
    run
      .worker(1, { since: 1_500 + BEHIND })
      .delivered(1, 1_500 + BEHIND)
      .started(1, 1_500 + BEHIND)
      .killed(1, 1_510);
    run.spawned(1, 1_512, 2, Role.worker, 1);
    // Opened 20 ms before the first incarnation, by these clocks.
    run.worker(1, { incarnation: 2, since: 1_480 + AHEAD }).delivered(1, 1_600 + AHEAD, "redelivered");
    run.started(1, 1_600 + AHEAD).completed(1, 1_600 + AHEAD, 1_610 + AHEAD);
    const { ledger, verdict, workers } = check(run.phase("drained", 5_000), { workers: 1, tasks: 1 }).result;
    const begins = workers[0]?.lane.map(([from]) => from) ?? [];
    expect(begins).toHaveLength(2);
    expect(begins).toEqual(begins.toSorted((a, b) => a - b));
    expect(ledger).toMatchObject({ completed: 1, lost: 0, duplicated: 0 });
    expect(verdict).toBe("pass");
  });
});

describe("an agent that takes the number of a lost one", () => {
  it("has a clock of its own", () => {
    const run = history().phase("starting", 0).exchanged(1, 0, AHEAD).exchanged(1, 1_000, AHEAD);
    run.spawned(1, 10, 1, Role.worker, 1).phase("publishing", 100).producer(1).published(1, 500);
    run
      .worker(1, { since: 100 + AHEAD })
      .killed(1, 1_100)
      .agentLost(1, 1_100)
      .exchanged(1, 1_200, BEHIND);
    run.exchanged(1, 5_000, BEHIND).spawned(1, 1_210, 2, Role.worker, 1);
    run.worker(1, { incarnation: 2, since: 1_300 + BEHIND }).worked(1, 1_500 + BEHIND, 1_510 + BEHIND);
    const { result } = check(run.phase("drained", 6_000), { workers: 1, tasks: 1 });
    expect(result.latencyMs.queueWait.max).toBeCloseTo(1_000, 0);
    // Nearly 4 s without a comparison, in which the clock may have been adjusted.
    expect(result.latencyMs.queueWait.errorBound).toBeLessThan(5);
    expect(result.clocks.map(({ agent, steady }) => [agent, steady])).toEqual([
      [1, true],
      [1, true],
    ]);
    expect(result.clocks.map(({ offsetMs }) => Math.round(offsetMs ?? 0))).toEqual([AHEAD, BEHIND]);
  });
});

describe("a run of a day", () => {
  it("has more exchanges than a call can have arguments", () => {
    const record = { at: 0, other: 0, detail: 200_000, tag: 0 };
    const exchanges = Array.from({ length: 24 * 3_600 * 2 }, (_, index) =>
      boundsOfRecord({ ...record, at: index * 0.5e9, detail: index === 7 ? 100_000 : 200_000 }),
    );
    const process = {
      role: Role.worker,
      process: 1,
      incarnation: 1,
      pid: 1,
      agent: 1,
      clock: 1,
      spawnedAt: 0,
      exit: null,
    };
    const [agent] = new Clocks({ processes: [process], exchanges: new Map([[1, exchanges]]), phases: new Map() })
      .agents;
    expect(agent).toMatchObject({ exchanges: 172_800, roundTrip: 100_000 });
  });
});
