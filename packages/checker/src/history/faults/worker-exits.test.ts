import { describe, expect, it } from "vitest";
import { Role } from "@fairhare/protocol";
import { type History, history } from "../../testing/history.ts";
import { check, QUIT_ANY_WORKER } from "../../testing/settings.ts";

const started = () =>
  history()
    .phase("publishing", 0)
    .spawned(1, 0)
    .spawned(2, 0)
    .producer(1)
    .published(1, 0, { costMs: 100, heavy: true })
    .published(2, 0, { costMs: 100, heavy: true });

/** Worker 1 is killed 40 ms after it began task 1; worker 2 then completes task 1. */
const killedInMidRun = () =>
  started()
    .worker(1)
    .delivered(1, 10)
    .started(1, 10)
    .killed(1, 50)
    .worker(2)
    .worked(2, 10, 110)
    .delivered(1, 51, "redelivered")
    .started(1, 110)
    .completed(1, 110, 210);
const killed = () => killedInMidRun().phase("drained", 300);

describe("a killed worker", () => {
  const { result } = check(killed());

  it("has a warning with its signal and its time, and its slot has the time of its end", () => {
    expect(result.warnings).toContain(
      "The process of worker 1 was ended by SIGKILL at 0.1 s and was not replaced; its slot stays empty.",
    );
    expect(result.workers.map(({ diedAtMs }) => diedAtMs)).toEqual([50, null]);
  });

  it("was busy until its end with the task that it never completed", () => {
    expect(result.workers[0]).toMatchObject({ tasks: 0, busyMs: 40, lane: [[10, 50, 1]] });
  });

  it("loses nothing: its task is redelivered", () => {
    expect(result.ledger).toMatchObject({ completed: 2, redelivered: 1, duplicated: 0, lost: 0 });
    expect(result.verdict).toBe("pass");
  });

  it("counts as a slot without work in Jain's index", () => {
    expect(result.fairness.jainTasks).toBe(0.5);
  });

  it("was busy until its last record if the orchestrator did not see its exit", () => {
    const run = started().worker(1).delivered(1, 10).started(1, 10).sampled(1, 1, 35).worker(2).worked(2, 10, 110);
    expect(check(run).result.workers[0]?.busyMs).toBeCloseTo(25);
  });
});

describe("a replaced worker", () => {
  const run = started()
    .worker(1)
    .delivered(1, 10)
    .started(1, 10)
    .killed(1, 50)
    .spawned(1, 60, 2)
    .worker(1, { incarnation: 2, since: 80 })
    .delivered(1, 80, "redelivered")
    .started(1, 80)
    .completed(1, 80, 180)
    .worker(2)
    .worked(2, 10, 110)
    .phase("drained", 300);
  const { result } = check(run);

  it("has two incarnations in one slot, and the slot has no end", () => {
    expect(result.workers[0]).toMatchObject({ incarnations: 2, tasks: 1, diedAtMs: null, redelivered: 1 });
    expect(result.warnings.join("\n")).not.toContain("stays empty");
  });

  it("adds up the work of both incarnations", () => {
    expect(result.workers[0]).toMatchObject({
      busyMs: 140,
      lane: [
        [10, 50, 1],
        [80, 180, 1],
      ],
    });
  });
});

describe("a worker process that shuts down gracefully", () => {
  it("after the drain has no recorded end", () => {
    expect(check(killed().exited(2, 400)).result.workers[1]?.diedAtMs).toBeNull();
  });

  it("before the drain has a recorded end, even with exit code 0", () => {
    const { result } = check(killed().exited(2, 250));
    expect(result.workers[1]?.diedAtMs).toBe(250);
    expect(result.warnings.join("\n")).toContain("The process of worker 2 exited with code 0 at 0.3 s");
  });
});

const shutDown = (run: History) => run.fault(1, 5_000, 20_000, 1, Role.worker).exited(1, 20_000);

describe("a worker that a fault shuts down gracefully", () => {
  const settings = { faults: [QUIT_ANY_WORKER] };

  it("has the time of the SIGTERM and the time of its end", () => {
    const { result } = check(shutDown(started().worker(1).worked(1, 10, 110)).phase("drained", 30_000), settings);
    expect(result.warnings).toContain(
      "The process of worker 1 was shut down at 5.0 s, ended at 20.0 s and was not replaced; its slot stays empty.",
    );
    expect(result.faults[0]).toMatchObject({ kind: "quit", atMs: 5_000, endedAtMs: 20_000 });
    expect(result.workers[0]?.diedAtMs).toBe(20_000);
  });

  it("has a recorded end if the run is cut short later", () => {
    const { result } = check(shutDown(started().worker(1).worked(1, 10, 110)).phase("cutShort", 30_000), settings);
    expect(result.workers.map(({ diedAtMs }) => diedAtMs)).toEqual([20_000, null]);
  });

  it("has a warning with one time if it ends at once", () => {
    const run = started().fault(1, 5_000, 5_010, 1, Role.worker).exited(1, 5_010).phase("drained", 9_000);
    expect(check(run, settings).result.warnings).toContain(
      "The process of worker 1 was shut down at 5.0 s and was not replaced; its slot stays empty.",
    );
  });

  it("has one end per shutdown if it is shut down twice", () => {
    const run = started()
      .fault(1, 100, 150, 1, Role.worker)
      .exited(1, 140)
      .spawned(1, 150, 2)
      .fault(1, 200, 300, 1, Role.worker)
      .exited(1, 290, { incarnation: 2 });
    expect(check(run.phase("drained", 400), settings).result.faults).toMatchObject([
      { atMs: 100, endedAtMs: 140, replacedAtMs: 150 },
      { atMs: 200, endedAtMs: 290, replacedAtMs: null },
    ]);
  });
});

/** Process 1 has slots 1 and 2, process 2 has slot 3. */
const threeSlots = () =>
  history()
    .phase("publishing", 0)
    .spawned(1, 0)
    .spawned(2, 0)
    .producer(1)
    .published(1, 0, { costMs: 50 })
    .published(2, 0, { costMs: 50 })
    .published(3, 0, { costMs: 50 })
    .worker(1, { slot: 1 })
    .worked(1, 10, 60)
    .worker(1, { slot: 2 })
    .worked(2, 10, 60)
    .worker(2, { slot: 3 })
    .worked(3, 10, 60);

describe("a run that was cut short", () => {
  it("has a recorded end for the killed worker, not for the workers that the orchestrator stopped", () => {
    const { result } = check(killedInMidRun().exited(2, 350).phase("cutShort", 400));
    expect(result.workers.map(({ diedAtMs }) => diedAtMs)).toEqual([50, null]);
  });
});

describe("a process with several slots", () => {
  const settings = { workers: 3, workersPerProcess: 2 };

  it("has one row per slot", () => {
    const { result } = check(threeSlots().phase("drained", 90), settings);
    expect(result.workers.map(({ incarnations, tasks, busyMs }) => [incarnations, tasks, busyMs])).toEqual([
      [1, 1, 50],
      [1, 1, 50],
      [1, 1, 50],
    ]);
    expect(result.fairness).toMatchObject({ jainTasks: 1, jainBusy: 1 });
  });

  it("ends all of its slots if it is killed", () => {
    const { result } = check(threeSlots().killed(1, 70).phase("drained", 90), settings);
    expect(result.workers.map(({ diedAtMs }) => diedAtMs)).toEqual([70, 70, null]);
    expect(result.warnings.join("\n")).toContain("The process of workers 1 to 2 was ended by SIGKILL");
  });
});

it("the exit of a worker before any publish counts from the begin of the run, not from the clock of the machine", () => {
  const run = history().spawned(1, 0).worker(1, { since: 10 }).exited(1, 1_500, { signal: 2 });
  const { findings } = check(run, { workers: 1 }).result;
  expect(findings.find(({ code }) => code === "worker-not-replaced")?.values["atMs"]).toBe(1_500);
});
