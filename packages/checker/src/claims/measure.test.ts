import { expect, it } from "vitest";
import type { FaultResult, RunResult } from "../results/schema.ts";
import { History } from "../testing/history.ts";
import { check } from "../testing/settings.ts";
import { measureOf } from "./measure.ts";

const { result } = check(new History());

const killed = (timeToRedeliveryMs: number | null): FaultResult => ({
  kind: "kill",
  target: "worker 1",
  atMs: 0,
  healedAtMs: null,
  recovery: {
    timeToRedeliveryMs,
    lastRedeliveryMs: null,
    lossWindowMs: null,
    dipRatio: null,
    catchUpMs: null,
    blockedMs: null,
  },
});

const RUN: RunResult = {
  ...result,
  ledger: {
    ...result.ledger,
    lost: 21,
    delivered: 60,
    completed: 39,
    lossesByCause: [
      { cause: "auto-acked-in-hand", tasks: 1, workers: [1] },
      { cause: "auto-acked-in-buffer", tasks: 20, workers: [1] },
    ],
  },
  faults: [killed(3), killed(5)],
};

it.each([
  ["ledger.lost", 21],
  ["ledger.lost - ledger.delivered + ledger.completed", 0],
  ["losses.auto-acked-in-buffer", 20],
  ["losses.unknown", 0],
  ["faults.count", 2],
  ["faults.timeToRedeliveryMs", 5],
  ["faults.catchUpMs", null],
  ["ledger.nothing", null],
  ["ledger.lost - ledger.nothing", null],
])("%s is %s", (expression, value) => {
  expect(measureOf(RUN, expression)).toBe(value);
});

it("is not known when one fault of several was not recovered from", () => {
  expect(measureOf({ ...RUN, faults: [killed(3), killed(null)] }, "faults.timeToRedeliveryMs")).toBeNull();
});
