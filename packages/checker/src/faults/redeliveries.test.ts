import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check, KILL_ANY_WORKER, STOP_ANY_WORKER } from "../testing/settings.ts";

const published = (): History => history().phase("publishing", 0).spawned(1, 0).spawned(2, 0).producer(1);
const recoveryOf = (run: History, faults = [KILL_ANY_WORKER]) =>
  check(run.phase("drained", 500), { faults }).result.faults.map(({ recovery }) => recovery.lastRedeliveryMs);

describe("the last redelivery after a fault", () => {
  it("is the redelivery of the task that the killed worker was processing", () => {
    const run = published().published(1, 0).worker(1).delivered(1, 10).started(1, 10).fault(1, 40, 60, 1);
    expect(recoveryOf(run.killed(1, 45).worker(2).delivered(1, 52, "redelivered").completed(1, 52, 60))).toEqual([12]);
  });

  it("is the redelivery of a task on the wire that the killed worker never read", () => {
    const run = published().published(1, 0).published(2, 1).worker(1).worked(1, 10, 39).fault(1, 40, 60, 1);
    expect(recoveryOf(run.killed(1, 45).worker(2).delivered(2, 55, "redelivered").completed(2, 55, 70))).toEqual([15]);
  });

  it("is null for a freeze, which causes no redelivery", () => {
    const run = published().published(1, 0).published(2, 1).worker(1).worked(1, 10, 39);
    run.fault(1, 40, 60, 1).fault(2, 50, 70, 1).killed(1, 45).worker(2).delivered(2, 55, "redelivered");
    expect(recoveryOf(run, [KILL_ANY_WORKER, STOP_ANY_WORKER])).toEqual([15, null]);
  });

  it("is never the delivery of a task that was not delivered before the fault", () => {
    const run = published().published(1, 0).worker(1).worked(1, 10, 39).fault(1, 40, 60, 1);
    expect(recoveryOf(run.killed(1, 45).worker(2).worked(2, 55, 70))).toEqual([null]);
  });
});
