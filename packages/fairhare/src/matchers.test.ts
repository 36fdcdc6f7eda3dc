import { readFileSync } from "node:fs";
import { cutShort, twoTrials, withoutWork } from "@fairhare/report/testing";
import type { Results, TrialResult } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { fairhareMatchers } from "./matchers.ts";

expect.extend(fairhareMatchers);

/** One trial of these results, edited. */
function only(index: number, edit: (trial: TrialResult) => TrialResult = (trial) => trial): Results {
  const results = twoTrials();
  return { ...results, thresholds: [], trials: results.trials.slice(index, index + 1).map(edit) };
}

const fair = (): Results => only(0);
const unfair = (): Results => only(1);
const lossy = (): Results =>
  only(0, (trial) => ({
    ...trial,
    runs: trial.runs.map((run) => ({ ...run, ledger: { ...run.ledger, lost: 3, completed: 397 } })),
  }));

describe("toHaveLostNothing", () => {
  it("holds for a run without a loss, and fails for one with a loss", () => {
    expect(fair()).toHaveLostNothing();
    expect(lossy()).not.toHaveLostNothing();
  });

  it("fails with the verdict sentence and the directory of the run", () => {
    const results = { ...lossy(), directory: ".runs/x" };
    expect(() => expect(results).toHaveLostNothing()).toThrow(/no task to be lost.*Lossy: 3 of 400 tasks were lost/s);
    expect(() => expect(results).toHaveLostNothing()).toThrow("npx fairhare report .runs/x");
  });

  it("neither holds nor fails without evidence", () => {
    expect(() => expect(cutShort()).toHaveLostNothing()).toThrow("this is unknown");
    expect(() => expect(cutShort()).not.toHaveLostNothing()).toThrow("this is unknown");
    const missing = only(0, (trial) => ({ ...trial, missingRuns: 1 }));
    expect(() => expect(missing).toHaveLostNothing()).toThrow("this is unknown");
  });
});

describe("toBeFair", () => {
  it("compares Jain's index by busy time with 0.95", () => {
    expect(fair()).toBeFair();
    expect(unfair()).not.toBeFair();
    expect(() => expect(unfair()).toBeFair()).toThrow(/busy time to be at least 0\.95.*Unfair: /s);
  });

  it("compares with other limits", () => {
    expect(unfair()).toBeFair({ jainBusy: 0.4 });
    expect(unfair()).toBeFair({ jainTasks: 0.95 });
    expect(unfair()).not.toBeFair({ jainBusy: 0.95, jainTasks: 0.95 });
  });

  it("is unknown for tasks without work", () => {
    expect(() => expect(withoutWork()).toBeFair()).toThrow("was not measured");
  });
});

describe("toMeetThresholds", () => {
  it("lists the thresholds with their measured values", () => {
    expect(() => expect(twoTrials()).toMeetThresholds()).toThrow(/✓ lost==0.*✗ fairness\.jainBusy>=0\.95/s);
    expect({ ...fair(), thresholds: [{ expression: "lost==0", ok: true, actual: 0 }] }).toMeetThresholds();
  });

  it("refuses results without thresholds", () => {
    expect(() => expect(fair()).toMeetThresholds()).toThrow("have no thresholds");
  });
});

it("refuses other values, and names a missing await", () => {
  expect(() => expect({}).toBeFair()).toThrow("toBeFair() needs the results of run()");
  expect(() => fairhareMatchers.toBeFair.call({}, Promise.resolve(fair()))).toThrow("Await the promise first.");
});

it("accepts results.json of an earlier version", () => {
  const path = new URL("../../../reports/odd-even/results.json", import.meta.url);
  expect(JSON.parse(readFileSync(path, "utf8"))).toHaveLostNothing();
});
