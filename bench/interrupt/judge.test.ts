import { expect, test } from "vitest";
import { drawAttempt, type Attempt } from "./attempt.ts";
import { type Aftermath, type CheckedRun, violationsOf } from "./judge.ts";

const attempt: Attempt = {
  ...drawAttempt(1, { seed: 1, withinMs: 20_000, withPowerCuts: false }),
  signal: "SIGINT",
};
const checked: CheckedRun = { planned: 12, complete: 3, exitCode: 4, said: "unknown: 9 of 12 runs are missing" };
const fine: Aftermath = {
  endedBefore: false,
  exitCode: 130,
  endedBy: null,
  endMs: 900,
  said: "Stopping; the measurement so far is saved.",
  hadBegun: true,
  left: [],
  checked,
};
const violations = (changes: Partial<Aftermath>, signal: Attempt["signal"] = "SIGINT") =>
  violationsOf({ ...attempt, signal }, { ...fine, ...changes });
const ofCheck = (changes: Partial<CheckedRun>) => violations({ checked: { ...checked, ...changes } });

test("an interrupted run that cleaned up and that check calls unknown has no violation", () => {
  expect(violations({})).toEqual([]);
  expect(violations({ exitCode: null, endedBy: "SIGKILL" }, "SIGKILL")).toEqual([]);
});

test("the exit code of an interrupted run is 130", () => {
  expect(violations({ exitCode: 0 })).toEqual(["SIGINT ended it with exit code 0"]);
  expect(violations({ exitCode: 4 }, "SIGTERM")).toEqual(["SIGTERM ended it with exit code 4"]);
  expect(violations({ exitCode: null, endedBy: "SIGINT" })).toEqual(["SIGINT ended it with SIGINT"]);
});

test("a signal before the run has started anything may end the process", () => {
  expect(violations({ exitCode: null, endedBy: "SIGINT", hadBegun: false, checked: null })).toEqual([]);
});

test("a run that was already complete may pass, before or at the signal", () => {
  const complete = { ...checked, complete: 12, exitCode: 0 };
  expect(violations({ endedBefore: true, exitCode: 0, checked: complete })).toEqual([]);
  expect(violations({ exitCode: 0, checked: complete })).toEqual([]);
  expect(violations({ endedBefore: true, exitCode: 1, checked: complete })).toEqual([
    "the run ended by itself with exit code 1",
  ]);
});

test("check of a partial experiment is unknown, and without a plan a usage error", () => {
  expect(ofCheck({ exitCode: 0 })).toEqual(["check ended with exit code 0 although 3 of 12 runs are complete"]);
  expect(ofCheck({ exitCode: 1 })).toEqual(["check ended with exit code 1 although 3 of 12 runs are complete"]);
  expect(ofCheck({ planned: null, exitCode: 2 })).toEqual([]);
  expect(ofCheck({ planned: null, exitCode: 4 })).toEqual(["check ended with exit code 4 although no plan was stored"]);
});

test("leftovers and a slow end are violations", () => {
  expect(violations({ left: ["process 4711: beam.smp"], endMs: 30_000 })).toEqual([
    "the run took 30.0 s to end",
    "left behind: process 4711: beam.smp",
  ]);
});

test.for([
  "✗ Internal error (please report it): x is not a function\nSet DEBUG=fairhare to see the stack trace.",
  "(node:1) MaxListenersExceededWarning: Possible EventTarget memory leak detected.",
  "Error: x\n    at run (file:///repo/packages/cli/dist/run.js:10:3)",
])("output that is not for users is a violation: %s", (said) => {
  expect(violations({ said })).toHaveLength(1);
  expect(ofCheck({ said })).toHaveLength(1);
});
