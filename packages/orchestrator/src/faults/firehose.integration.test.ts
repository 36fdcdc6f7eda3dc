// Compares the lost tasks with the deliveries that the broker itself traced, task by task.
/// <reference lib="esnext.disposable" />
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Firehose } from "../testing/firehose.ts";
import { completedTasks, Lab, runOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab[Symbol.asyncDispose]());

it("lost tasks are exactly those that the broker delivered to the killed worker and that were not completed", async () => {
  await using firehose = await Firehose.open(lab.broker);
  const kill = faultOf({ kind: "kill", role: "worker", process: 1, atMs: 1_000, restartAfterMs: null });
  const load = { workers: 2, tasks: 200, heavyMs: 20, lightMs: 20, ack: "auto", prefetch: 0 } as const;
  const outcome = await lab.run([{ ...load, faults: [kill] }]);
  const { ledger, directory } = runOf(outcome);
  const history = join(outcome.directory, directory ?? "", "history");
  const doneBy = (process: number): Set<number> => new Set(completedTasks(history, process));
  const [first, second] = [doneBy(1), doneBy(2)];

  // Every task was delivered once, to one of two connections; completions identify the killed worker's connection.
  expect(firehose.deliveries.map(({ task }) => task).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, index) => index + 1),
  );
  const killed = firehose.deliveries.find(({ task }) => first.has(task))?.connection;
  const given = firehose.deliveries.filter(({ connection }) => connection === killed).map(({ task }) => task);
  expect(given.length).toBeGreaterThan(first.size);
  expect(given.some((task) => second.has(task))).toBe(false);

  const lost = given.filter((task) => !first.has(task)).toSorted((a, b) => a - b);
  expect(ledger.lost).toBe(lost.length);
  expect(lost.length).toBeGreaterThan(20);
  expect(ledger.losses.map(({ task }) => task).toSorted((a, b) => a - b)).toEqual(lost);
});
