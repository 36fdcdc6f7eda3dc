import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check, SETTINGS } from "../testing/settings.ts";

/** Tasks 1 to 4 on two queues: 1 and 4 belong to queue 1, 2 and 3 to queue 2. */
const TWO = { queues: 2, workers: 2 };
const published = (): History =>
  history().phase("publishing", 0).producer(1).published(1, 0).published(2, 0).published(3, 0).published(4, 0);
const columns = (run: History, settings = {}) => check(run, { ...TWO, ...settings }).result.queues;

describe("the rows of several queues", () => {
  it("have the tasks of each queue, and its own latency and throughput", () => {
    const run = published()
      .worker(1)
      .worked(1, 5, 10)
      .worked(4, 10, 20)
      .worker(2)
      .worked(2, 5, 30)
      .worked(3, 30, 50)
      .phase("drained", 100);
    const [first, second] = columns(run);
    expect(first).toMatchObject({ queue: 1, workers: 1, attempted: 4 - 2, confirmed: 2, delivered: 2, completed: 2 });
    expect(first).toMatchObject({ completedPerSecond: 100, endToEndMs: { max: 20 } });
    expect(second).toMatchObject({ queue: 2, completed: 2, completedPerSecond: 40, endToEndMs: { max: 50 } });
  });

  it("add up to the ledger of the run, with losses, duplicates, failures and redeliveries", () => {
    const run = published()
      .returned(4, 1)
      .worker(1)
      .worked(1, 5, 10)
      .delivered(1, 11, "redelivered")
      .started(1, 11)
      .completed(1, 11, 20)
      .worker(2)
      .delivered(2, 5)
      .started(2, 5)
      .failed(2, 5, 9, "dropped")
      .phase("drained", 100);
    const { queues, ledger, worstQueue } = check(run, { ...TWO, onError: "drop" }).result;
    const sum = (column: "attempted" | "delivered" | "lost" | "returned" | "dropped" | "duplicated" | "failed") =>
      queues.reduce((total, queue) => total + queue[column], 0);
    for (const column of ["attempted", "delivered", "lost", "returned", "dropped", "duplicated", "failed"] as const)
      expect([column, sum(column)]).toEqual([column, ledger[column]]);
    expect(queues.map(({ lost, duplicated, redelivered, failed }) => [lost, duplicated, redelivered, failed])).toEqual([
      [0, 1, 1, 0],
      [1, 0, 0, 1],
    ]);
    expect(worstQueue).toMatchObject({ lost: 1, duplicated: 1, completed: 0 });
  });

  it("judge the fairness among the workers of a queue, and of a worker with several queues by the tasks of each", () => {
    const shared = published()
      .worker(1)
      .worked(1, 0, 30)
      .worker(2)
      .worked(2, 0, 10)
      .worker(3)
      .worked(4, 0, 10)
      .worker(4)
      .worked(3, 0, 10)
      .phase("drained", 100);
    const [first, second] = columns(shared, { workers: 4 });
    expect(first).toMatchObject({ workers: 2, jainTasks: 1 });
    expect(first?.jainBusy).toBeCloseTo(40 ** 2 / (2 * (30 ** 2 + 10 ** 2)), 12);
    expect(second).toMatchObject({ workers: 2, jainTasks: 1, jainBusy: 1 });

    const alone = published().worker(1).worked(1, 0, 30).worked(2, 30, 40).worked(3, 40, 50).worked(4, 50, 60);
    const rows = columns(alone.phase("drained", 100), { workers: 1 });
    expect(rows.map(({ workers, completed, jainBusy }) => [workers, completed, jainBusy])).toEqual([
      [1, 2, 1],
      [1, 2, 1],
    ]);
  });
});

const missing = (): History =>
  published()
    .exited(1, 60, { role: Role.producer })
    .exited(1, 60)
    .exited(2, 60)
    .worker(1)
    .worked(1, 5, 10)
    .worker(2)
    .worked(2, 5, 10);

describe("a message that is left in one of several queues", () => {
  it("is a task of that queue, and the missing tasks of the other queues are lost", () => {
    const run = missing().drained(90, { ready: 1 }).queueLeft([1, 0], 80);
    const { queues, ledger } = check(run, TWO).result;
    expect(ledger).toMatchObject({ completed: 2, remaining: 1, lost: 1 });
    expect(queues.map(({ remaining, lost, backlog }) => [remaining, lost, backlog])).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });

  it("is not assigned by a reading from before the end of the workers", () => {
    const run = missing().drained(90, { ready: 2 }).queueLeft([0, 0], 20);
    expect(check(run, TWO).result.ledger).toMatchObject({ remaining: 2, lost: 0 });
  });
});

describe("a limit of the length", () => {
  it("counts the tasks of the queue, not those of the others", () => {
    const run = history().phase("publishing", 0).producer(1);
    for (let task = 1; task <= 8; task++) run.published(task, 0);
    run.worker(1);
    for (const task of [4, 5, 8]) run.worked(task, 10 + task, 11 + task);
    run.worker(2);
    for (const task of [2, 3, 6, 7]) run.worked(task, 10 + task, 11 + task);
    run.phase("drained", 100);
    // Queue 1 had the tasks 1, 4, 5 and 8: three came after the first one.
    const of = (maxLength: number) => check(run, { ...TWO, maxLength }).result.ledger.losses;
    expect(of(3)).toEqual([{ task: 1, cause: "overflow" }]);
    expect(of(4)).toEqual([{ task: 1, cause: "unknown" }]);
  });
});

it("a run with one queue has the row of its ledger", () => {
  const run = published().worker(1).worked(1, 5, 10).worked(2, 10, 15).worked(3, 15, 20).worked(4, 20, 25).depth(0, 99);
  const { queues, fairness } = check(run.phase("drained", 100), { workers: 1 }).result;
  expect(queues).toEqual([
    expect.objectContaining({
      queue: 1,
      workers: 1,
      attempted: 4,
      completed: 4,
      backlog: 0,
      jainBusy: fairness.jainBusy,
    }),
  ]);
});

const codes = (settings: object): string[] =>
  check(published().phase("drained", 9), { ...SETTINGS, ...settings }).result.findings.map(({ code }) => code);

it("workers that cannot be spread evenly are a finding", () => {
  expect(codes({ queues: 3, workers: 4 })).toContain("queues-uneven");
  expect(codes({ queues: 3, workers: 2 })).toContain("queues-uneven");
  expect(codes({ queues: 4, workers: 2 })).not.toContain("queues-uneven");
  expect(codes({ queues: 2, workers: 4 })).not.toContain("queues-uneven");
});
