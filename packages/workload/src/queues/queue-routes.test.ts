import { describe, expect, it } from "vitest";
import { consumersOf, queueName, queueNames, queueOfTask, queuesOfSlot, workersByQueue } from "./queue-routes.ts";

const tasks = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("the queue of a task", () => {
  it("is the only one of a run with one queue", () => {
    expect(tasks(5).map((task) => queueOfTask(task, { queues: 1 }))).toEqual([1, 1, 1, 1, 1]);
  });

  it("changes in rounds that begin one queue later each time", () => {
    expect(tasks(9).map((task) => queueOfTask(task, { queues: 3 }))).toEqual([1, 2, 3, 2, 3, 1, 3, 1, 2]);
  });

  it.each([2, 3, 4, 7, 16, 1_000])("gives each of %i queues the same number of tasks in every round", (queues) => {
    for (let round = 0; round < 3; round++) {
      const seen = new Set(tasks(queues).map((place) => queueOfTask(round * queues + place, { queues })));
      expect(seen.size).toBe(queues);
    }
  });

  it.each([2, 4, 8])("spreads the heavy tasks of odd-even evenly over %i queues", (queues) => {
    const heavy = new Map<number, number>();
    for (let task = 1; task <= queues * queues * 2; task += 2) {
      const queue = queueOfTask(task, { queues });
      heavy.set(queue, (heavy.get(queue) ?? 0) + 1);
    }
    expect([...heavy.values()]).toEqual(Array.from({ length: queues }, () => queues));
  });
});

describe("the queues of a worker", () => {
  it("are one each with as many workers as queues, and the workers share queues beyond that", () => {
    expect(tasks(7).map((slot) => queuesOfSlot(slot, { queues: 3, workers: 7 }))).toEqual([
      [1],
      [2],
      [3],
      [1],
      [2],
      [3],
      [1],
    ]);
    expect(workersByQueue({ queues: 3, workers: 7 })).toEqual([3, 2, 2]);
  });

  it("are several with fewer workers than queues: every queue has exactly one worker", () => {
    const settings = { queues: 7, workers: 3 };
    expect(tasks(3).map((slot) => queuesOfSlot(slot, settings))).toEqual([
      [1, 4, 7],
      [2, 5],
      [3, 6],
    ]);
    expect(workersByQueue(settings)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(consumersOf(3, settings)).toBe(7);
  });

  it("are one for a worker that joins", () => {
    expect(queuesOfSlot(4, { queues: 7, workers: 3 })).toEqual([4]);
    expect(queuesOfSlot(9, { queues: 7, workers: 3 })).toEqual([2]);
  });

  it("are none without workers", () => {
    expect(workersByQueue({ queues: 2, workers: 0 })).toEqual([0, 0]);
  });
});

describe("the names of the queues", () => {
  it("have the number of the queue, except that of the only one", () => {
    expect(queueNames("orders", { queues: 1 })).toEqual(["orders"]);
    expect(queueNames("orders", { queues: 2 })).toEqual(["orders-1", "orders-2"]);
    expect(queueName("orders", 10, { queues: 12 })).toBe("orders-10");
  });
});
