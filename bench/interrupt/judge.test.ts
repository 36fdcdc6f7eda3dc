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

test("an interrupted run that cleaned up and is unknown to check is all right", () => {
  expect(violations({})).toEqual([]);
  expect(violations({ exitCode: null, endedBy: "SIGKILL" }, "SIGKILL")).toEqual([]);
});

test("the exit code of an interrupted run is 130", () => {
  expect(violations({ exitCode: 0 })).toEqual(["SIGINT ended it with exit code 0"]);
  expect(violations({ exitCode: 4 }, "SIGTERM")).toEqual(["SIGTERM ended it with exit code 4"]);
  expect(violations({ exitCode: null, endedBy: "SIGINT" })).toEqual(["SIGINT ended it with SIGINT"]);
});

test("a signal before anything was begun may end the process by itself", () => {
  expect(violations({ exitCode: null, endedBy: "SIGINT", hadBegun: false, checked: null })).toEqual([]);
});

test("a run that was through already passes, before the signal or at it", () => {
  const complete = { ...checked, complete: 12, exitCode: 0 };
  expect(violations({ endedBefore: true, exitCode: 0, checked: complete })).toEqual([]);
  expect(violations({ exitCode: 0, checked: complete })).toEqual([]);
  expect(violations({ endedBefore: true, exitCode: 1, checked: complete })).toEqual([
    "it ended by itself with exit code 1",
  ]);
});

test("check of a partial experiment neither passes nor fails, and without a plan it is a usage error", () => {
  expect(ofCheck({ exitCode: 0 })).toEqual(["check says exit code 0 where 3 of 12 runs are complete"]);
  expect(ofCheck({ exitCode: 1 })).toEqual(["check says exit code 1 where 3 of 12 runs are complete"]);
  expect(ofCheck({ planned: null, exitCode: 2 })).toEqual([]);
  expect(ofCheck({ planned: null, exitCode: 4 })).toEqual(["check says exit code 4 where no plan was stored"]);
});

test("what is left behind and an end that takes long are violations", () => {
  expect(violations({ left: ["process 4711: beam.smp"], endMs: 30_000 })).toEqual([
    "it took 30.0 s to end",
    "left behind: process 4711: beam.smp",
  ]);
});

test.for([
  "✗ Internal error (please report it): x is not a function\nSet DEBUG=fairhare to see the stack trace.",
  "(node:1) MaxListenersExceededWarning: Possible EventTarget memory leak detected.",
  "Error: x\n    at run (file:///repo/packages/cli/dist/run.js:10:3)",
])("words that are not for users are a violation: %s", (said) => {
  expect(violations({ said })).toHaveLength(1);
  expect(ofCheck({ said })).toHaveLength(1);
});
