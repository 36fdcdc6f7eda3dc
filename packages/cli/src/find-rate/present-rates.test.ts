import { ExitCode } from "@fairhare/core";
import type { RateCell } from "@fairhare/tuning";
import { describe, expect, it } from "vitest";
import { readSearchPlan } from "./find-rate-plan.ts";
import { searchLines, trialLine } from "./present-rates.ts";
import { exitCodeOfRates } from "./run-find-rate.ts";

const plan = readSearchPlan(
  { workers: ["4"], heavy: ["10ms"], skew: ["uniform"], prefetch: ["10"] },
  { until: ["p99<200ms"] },
  { environment: {}, userDirectory: "/" },
);

describe("find-rate on the terminal", () => {
  it("says before the search what it looks for, how many trials it takes, and for how long", () => {
    expect(searchLines(plan)).toEqual([
      "find-rate: the highest rate at which p99<200ms holds and the backlog does not grow, for 1 trial setting, within 2 %.",
      expect.stringMatching(/^About \d+ trials of 5 s: about \d+ s\. Budget: 10 min\.$/),
    ]);
  });

  it("has a line for each trial, with the reason if it did not hold", () => {
    const [cell] = plan.cells;
    if (cell === undefined) throw new Error("expected a cell");
    const trial = { cell, ratePerSecond: 540, number: 2, attempt: 1 };
    const numbers = { p50Ms: 12, p99Ms: 31, completedPerSecond: 390, backlogGrowthPerSecond: 0 };
    const measured = {
      ratePerSecond: 540,
      outcome: "held",
      reasons: [],
      ...numbers,
      seconds: 7,
      directory: null,
    } as const;
    expect(trialLine(trial, { ...measured, reasons: [] }, false)).toBe("2. 540/s holds (p99 31.0 ms)");
    const reasons = [{ kind: "loss" as const, sentence: "1 task is lost" }];
    expect(trialLine(trial, { ...measured, outcome: "failed", reasons }, true)).toBe(
      "2. trial: 540/s does not hold (1 task is lost)",
    );
  });
});

const cells = (...ends: RateCell["end"][]) => ({ cells: ends.map((end) => ({ end }) as RateCell) });

describe("the exit code of find-rate", () => {
  it.each([
    [["found", "everything-holds"], ExitCode.pass],
    [["found", "unfinished"], ExitCode.unknown],
    [["unclear"], ExitCode.unknown],
    [["nothing-holds", "unfinished"], ExitCode.fail],
  ] as const)("of %j is %d", (ends, code) => {
    expect(exitCodeOfRates(cells(...ends))).toBe(code);
  });
});
