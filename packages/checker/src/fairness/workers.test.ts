import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import type { Fault } from "@fairhare/workload";
import { history } from "../testing/history.ts";
import { check, KILL_ANY_WORKER } from "../testing/settings.ts";

const ADD: Fault = { ...KILL_ANY_WORKER, text: "add:worker@100ms", kind: "add", joins: 1, restartAfterMs: null };

/** Six tasks of 100 ms and one worker; a second worker joins at 200 ms and processes two of them. */
const joined = () => {
  const run = history().phase("publishing", 0).spawned(1, 0).producer(1);
  for (let task = 1; task <= 6; task++) run.published(task, 0, { costMs: 100, heavy: true });
  run.fault(1, 100, 210, 2).spawned(2, 110).worker(1);
  for (let task = 1; task <= 4; task++) run.worked(task, (task - 1) * 100, task * 100);
  run.worker(2, { since: 205 }).delivered(5, 200).started(5, 200).completed(5, 200, 300).worked(6, 300, 400);
  return run.phase("drained", 500);
};
const settings = { workers: 1, faults: [ADD] };

describe("a worker that joined during the run", () => {
  const { result } = check(joined(), settings);

  it("counts from its first delivery, which can arrive before the broker confirms the consumer", () => {
    expect(result.workers).toMatchObject([
      { slot: 1, tasks: 4, joinedAtMs: null, idleMs: 0 },
      { slot: 2, tasks: 2, joinedAtMs: 200, busyMs: 200, idleMs: 0, incarnations: 1 },
    ]);
  });

  it("is fair if it did as much as the other workers per time", () => {
    expect(result.fairness.jainTasks).toBe(1);
    expect(result.fairness.jainBusy).toBe(1);
  });

  it("is part of the lower bound since it joined: 200 ms with one worker, then 400 ms of work for two", () => {
    expect(result.makespanMs).toBe(400);
    expect(result.boundMs).toBe(400);
  });

  it("has no recovery, because an added worker breaks nothing", () => {
    const recovery = {
      timeToRedeliveryMs: null,
      lastRedeliveryMs: null,
      dipRatio: null,
      catchUpMs: null,
      blockedMs: null,
      redelivered: null,
      timeToLeaderMs: null,
      publishGapMs: null,
      consumeGapMs: null,
      lossWindowMs: null,
    };
    expect(result.faults).toEqual([
      {
        kind: "add",
        target: "worker 2",
        nodes: [],
        leader: null,
        atMs: 100,
        endedAtMs: null,
        replacedAtMs: null,
        healedAtMs: 210,
        recovery,
      },
    ]);
  });

  it("is never the cause of a redelivery after a kill", () => {
    const run = joined().fault(2, 50, 60, 1).worker(2).delivered(1, 390, "redelivered");
    const [kill, add] = check(run, { workers: 1, faults: [ADD, KILL_ANY_WORKER] }).result.faults;
    expect(kill?.recovery.timeToRedeliveryMs).toBe(340);
    expect(add?.recovery.timeToRedeliveryMs).toBeNull();
  });

  it("is ignored as a damaged record if the plan adds no worker", () => {
    expect(check(joined(), { workers: 1 }).result.workers).toHaveLength(1);
  });
});

/**
 * Six tasks of 100 ms on three workers with a ramp-up of 600 ms: worker 2 begins at 200 ms and worker 3, at 400 ms or never,
 * finds nothing to do.
 */
const rampedUp = (third?: number) => {
  const run = history().phase("publishing", 0).producer(1);
  for (let task = 1; task <= 6; task++) run.published(task, 0, { costMs: 100, heavy: true });
  run.worker(1);
  for (let task = 1; task <= 4; task++) run.worked(task, (task - 1) * 100, task * 100);
  run.worker(2, { since: 200 }).worked(5, 200, 300).worked(6, 300, 400);
  if (third !== undefined) run.worker(3, { since: third });
  return run.phase("drained", 1_000);
};
const ramp = { workers: 3, rampUpMs: 600 };

describe("a worker with a start delay", () => {
  const { result } = check(rampedUp(), ramp);

  it("counts from the registration of its consumer", () => {
    expect(result.workers).toMatchObject([
      { slot: 1, tasks: 4, joinedAtMs: null, idleMs: 0 },
      { slot: 2, tasks: 2, joinedAtMs: 200, busyMs: 200, idleMs: 0 },
      { slot: 3, tasks: 0, joinedAtMs: null, busyMs: 0, idleMs: 0 },
    ]);
    expect(result.boundMs).toBe(400);
    expect(result.fairness.idleWhileBacklogMs).toBe(0);
    expect(result.fairness.dispatchBreaks).toBeNull();
  });

  it.each([[undefined], [400], [450]])("is left out of fairness if it began after the work: %s", (third) => {
    const { fairness, findings, boundMs } = check(rampedUp(third), ramp).result;
    expect(fairness).toMatchObject({ jainTasks: 1, jainBusy: 1, minBusyShare: 1 / 3 });
    expect(boundMs).toBe(400);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "workers-not-begun", values: { workers: 1, of: 3 } }),
    );
  });

  it("is unfair to a worker that began in time and got nothing", () => {
    const { fairness, findings } = check(rampedUp(390), ramp).result;
    expect(fairness.jainTasks).toBeCloseTo(2 / 3);
    expect(fairness.minBusyShare).toBe(0);
    expect(findings.map(({ code }) => code)).not.toContain("workers-not-begun");
  });

  it("gives the bound 0 work of a worker that is not there, and no bound without work", () => {
    const jitter = { workers: 3, startJitterMs: 600 };
    expect(check(rampedUp(), jitter).result.boundMs).toBe(400);
    const idle = history()
      .phase("publishing", 0)
      .producer(1)
      .published(1, 0)
      .worker(1, { since: 50 })
      .worked(1, 50, 50);
    expect(check(idle.phase("drained", 100), { workers: 1, startJitterMs: 100 }).result.boundMs).toBeNull();
  });
});

describe("a slot between two processes", () => {
  it("is neither present nor idle", () => {
    const run = history()
      .phase("publishing", 0)
      .spawned(1, 0)
      .producer(1)
      .published(1, 0, { costMs: 50 })
      .worker(1)
      .killed(1, 100)
      .spawned(1, 200, 2)
      .worker(1, { incarnation: 2, since: 250 })
      .worked(1, 260, 310)
      .phase("drained", 400);
    expect(check(run, { workers: 1, ratePerSecond: 10 }).result.workers[0]).toMatchObject({
      busyMs: 50,
      idleMs: 110,
      present: [
        [0, 100],
        [250, 310],
      ],
    });
  });
});

const fourTasks = () => {
  const run = history().phase("publishing", 0).spawned(1, 0).producer(1);
  for (let task = 1; task <= 4; task++) run.published(task, 0, { costMs: 10 });
  return run.worker(1);
};

/** It never acknowledges task 1, so tasks 2 to 4 look like work beside it. */
const forgetful = () => {
  const run = fourTasks().delivered(1, 100).started(1, 100);
  for (let task = 2; task <= 4; task++)
    run
      .delivered(task, 100)
      .started(task, task * 10 + 90)
      .completed(task, task * 10 + 90, task * 10 + 100);
  return run;
};

describe("the busy time of a program", () => {
  const program = { workerCommand: "w", workers: 1 };
  const workerOf = (run: ReturnType<typeof fourTasks>, asked = {}) =>
    check(run.exited(1, 500).phase("drained", 400), { ...program, ...asked }).result.workers[0];
  it("is never longer than its life, if it forgets to acknowledge", () => {
    expect(workerOf(forgetful())).toMatchObject({ tasks: 3, busyMs: 400, idleMs: 0 });
  });

  it("counts as many tasks at once as the plan says", () => {
    expect(workerOf(forgetful(), { workerConcurrency: 2 })?.busyMs).toBeCloseTo(400 + 30);
  });

  it("counts work whose beginning is not recorded once", () => {
    const run = fourTasks().worked(1, 100, 120).delivered(2, 105).completed(2, 110, 130).worked(3, 200, 210);
    expect(workerOf(run)?.busyMs).toBeCloseTo(20 + 10 + 10);
  });

  it("ends with its connection: nothing shows how long it works on afterwards", () => {
    const run = fourTasks().delivered(1, 100).started(1, 100).disconnected(110);
    expect(workerOf(run.delivered(2, 150).started(2, 150).completed(2, 150, 160))?.busyMs).toBeCloseTo(10 + 10);
  });
});

/** Workers 2 and 3 run on agent 2, which is lost; worker 2 restarts on the one that takes its number. */
const replaced = () =>
  history()
    .phase("publishing", 0)
    .spawned(1, 0, 1, Role.worker, 1)
    .spawned(2, 0, 1, Role.worker, 2)
    .spawned(3, 0, 1, Role.worker, 2)
    .agentLost(2, 50)
    .exited(2, 50)
    .exited(3, 50)
    .spawned(2, 100, 2, Role.worker, 2)
    .phase("drained", 500);

describe("the host of a worker on agents", () => {
  const host = { cores: 2, memoryBytes: 1e9, platform: "linux x64", node: "24.0.0" };
  const [first, lost, successor] = [
    { ...host, number: 1, name: "host-a" },
    { ...host, number: 2, name: "host-b" },
    { ...host, number: 2, name: "host-c" },
  ] as const;
  const hostsWith = (agents: readonly (typeof first | typeof lost | typeof successor)[]) => {
    const { result } = check(replaced(), { workers: 3 }, { agents });
    expect(result.agents).toEqual(agents);
    return result.workers.map(({ agent, host: name }) => [agent, name]);
  };

  it("is that of its last process, also if another agent had the number before", () => {
    expect(hostsWith([first, lost, successor])).toEqual([
      [1, "host-a"],
      [2, "host-c"],
      [2, "host-b"],
    ]);
  });

  it("is unknown if the run did not record it", () => {
    expect(hostsWith([])).toEqual([
      [1, null],
      [2, null],
      [2, null],
    ]);
    expect(hostsWith([first, lost])[1]).toEqual([2, null]);
  });

  it("has no name on the orchestrator's own host", () => {
    expect(check(joined(), settings).result.workers[0]).toMatchObject({ agent: 0, host: null });
  });
});
