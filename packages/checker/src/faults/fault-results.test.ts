import type { Fault } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const ONCE = { process: null, atMs: 0, everyMs: null, forMs: null, restartAfterMs: null } as const;
const CUT: Fault = {
  ...ONCE,
  text: "cut:connection",
  kind: "cut",
  role: "connection",
  connection: { owner: null, byMs: null, bytesPerSecond: null },
};
const ALARM: Fault = { ...ONCE, text: "memory-alarm:broker", kind: "memory-alarm", role: "broker" };

const drained = () => history().phase("publishing", 0).phase("drained", 1_000);

describe("a connection that was cut", () => {
  it("has the target of the record, because the plan names no process", () => {
    const run = drained().fault(1, 40, 40, 2, Role.producer).fault(1, 50, 50, 2, Role.worker);
    const targets = check(run, { faults: [CUT] }).result.faults.map(({ target }) => target);
    expect(targets).toEqual(["connection of producer 2", "connection of worker 2"]);
    const packed = check(run, { faults: [CUT], workers: 4, workersPerProcess: 2 }).result.faults;
    expect(packed[1]?.target).toBe("connection of worker process 2");
  });

  it("causes redeliveries of the tasks that its worker held, not of other tasks", () => {
    const run = drained().fault(1, 40, 40, 1, Role.worker);
    run.producer(1).published(1, 0).published(2, 1);
    run.worker(2).delivered(2, 10).started(2, 10).completed(2, 10, 60).delivered(1, 45, "redelivered");
    run.worker(1).delivered(1, 10).started(1, 10).disconnected(41);
    const [fault] = check(run, { faults: [CUT] }).result.faults;
    expect(fault?.recovery).toMatchObject({ timeToRedeliveryMs: 5, lastRedeliveryMs: 5, blockedMs: null });
  });
});

describe("an alarm of the broker", () => {
  it("has the time of the producer that was blocked longest; a lost connection ends its blocked span", () => {
    const run = drained().fault(1, 40, 140);
    run.producer(1).published(1, 0).blocked(45).unblocked(65).blocked(80).unblocked(150);
    run.producer(2).published(2, 0).blocked(50).disconnected(70).blocked(300).unblocked(900);
    const [fault] = check(run, { faults: [ALARM], producers: 2 }).result.faults;
    expect(fault).toMatchObject({ kind: "memory-alarm", target: "broker", recovery: { blockedMs: 90 } });
  });

  it("that blocked no producer has no blocked time, and neither has another fault", () => {
    const run = drained().fault(1, 40, 140).fault(2, 200, 200, 1, Role.producer);
    run.producer(1).published(1, 0).blocked(210).unblocked(220);
    const blocked = check(run, { faults: [ALARM, CUT] }).result.faults.map(({ recovery }) => recovery.blockedMs);
    expect(blocked).toEqual([null, null]);
  });

  it("loses no messages, so it does not explain a loss", () => {
    const run = drained().fault(1, 40, 140);
    run.producer(1).published(1, 0);
    const settings = { faults: [ALARM], queueDurable: false, persistent: false } as const;
    expect(check(run, settings).result.ledger.losses).toEqual([{ task: 1, cause: "unknown" }]);
  });
});
