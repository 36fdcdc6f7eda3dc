import { expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check, CUT_POWER, KILL_ANY_WORKER, KILL_BROKER, KILL_LEADER } from "../testing/settings.ts";

const windows = (...args: Parameters<typeof check>): (number | null)[] =>
  check(...args).result.faults.map(({ recovery }) => recovery.lossWindowMs);

const published = () =>
  history().phase("publishing", 0).phase("drained", 900).producer(1).published(1, 0).published(2, 40).published(3, 120);

it("the loss window begins with the publish of the oldest lost task, not of a task that survived", () => {
  const run = published().worker(1).worked(1, 10, 20).worker(1).worked(3, 130, 140).fault(1, 100, 110);
  expect(windows(run, { faults: [CUT_POWER] })).toEqual([60]);
});

it("a lost task counts for the first broker fault after its publish", () => {
  const run = published().fault(1, 30, 35).fault(2, 100, 110).fault(2, 200, 210);
  expect(windows(run, { faults: [KILL_ANY_WORKER, KILL_BROKER] })).toEqual([null, 100, 80]);
});

it("a task that was lost with its queue does not count for the fault of another node", () => {
  const run = published().worker(1).worked(3, 130, 140).leader(2, 20);
  run.fault(1, 50, 60).node(1, 1, "killed", 50, 55).fault(1, 100, 110).node(2, 1, "killed", 100, 105);
  expect(windows(run, { faults: [KILL_LEADER], persistent: false })).toEqual([0, 100]);
});

it("a task of one of several queues counts for the fault of the node that held this queue", () => {
  const run = published().worker(1).worked(1, 10, 20).worked(3, 130, 140).leader(1, 30).leader(2, 30, 30, 2);
  run.fault(1, 50, 60).node(1, 1, "killed", 50, 55).fault(1, 100, 110).node(2, 1, "killed", 100, 105);
  expect(windows(run, { faults: [KILL_LEADER], queues: 2, persistent: false })).toEqual([0, 60]);
});

it("the loss window is 0 if no task was lost", () => {
  const run = published().fault(1, 100, 110).worker(1).worked(1, 1, 2).worked(2, 41, 42).worked(3, 121, 122);
  expect(windows(run, { faults: [CUT_POWER] })).toEqual([0]);
});
