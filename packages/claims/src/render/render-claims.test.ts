import { CLAIMS_SCHEMA, type ClaimResult, type ClaimsResults } from "../claims-results.ts";
import type { TestedExpectation } from "../evaluate/evaluate.ts";
import { describe, expect, it } from "vitest";
import { twoTrials } from "@fairhare/report/testing";
import { claimsTable } from "./claims-table.ts";
import { decidingNumber } from "./claim-words.ts";
import { renderClaims } from "./render-claims.ts";

const EVEN: TestedExpectation = {
  role: "claim",
  meaning: "Half of the workers do all the heavy work.",
  in: "fleets",
  measure: "fairness.jainBusy",
  name: "Jain's index",
  unit: "index",
  must: { is: "near", form: "blind-jain-busy", tolerance: 0.03 },
  who: "median",
  holds: true,
  findings: [
    {
      trial: "workers=2,prefetch=unlimited",
      wanted: 0.51,
      holds: true,
      numbers: { n: 6, median: 0.515, mean: 0.515, stddev: 0.001, ci95: [0.514, 0.517], min: 0.514, max: 0.517 },
    },
  ],
};

const CLAIM: ClaimResult = {
  id: "C14",
  says: "One worker does all the heavy work.",
  how: "80 tasks go to two workers.",
  expected: "reproduced",
  verdict: "reproduced",
  isAsExpected: true,
  remarks: [],
  expectations: [EVEN],
  commands: ["npm run bench -- claims --only C14"],
  startedAt: "2026-11-24T05:31:00.000Z",
  seconds: 12,
};

const resultsOf = (...claims: readonly ClaimResult[]): ClaimsResults => ({
  schema: CLAIMS_SCHEMA,
  environment: twoTrials().environment,
  claims,
  notCovered: ["C01", "C17"],
});

const report = (...claims: readonly ClaimResult[]): string => renderClaims(resultsOf(...claims))[0]?.content ?? "";

describe("the claims report", () => {
  it("begins with the broker and one sentence of all verdicts", () => {
    expect(report(CLAIM).split("\n\n").slice(0, 2)).toEqual([
      "# The Work Queues tutorial on RabbitMQ 4.0.5",
      "**Of 1 claim, 1 reproduced. All verdicts are as expected.**",
    ]);
  });

  it("names the claims that are not as expected, with the reason", () => {
    const refuted: ClaimResult = { ...CLAIM, id: "C15", verdict: "refuted", isAsExpected: false };
    const text = report(CLAIM, refuted);
    expect(text).toContain("Of 2 claims, 1 reproduced (C14) and 1 refuted (C15). Not as expected: C15.");
    expect(text).toContain("**Refuted.** Not as expected: the expected verdict is reproduced.");
  });

  it("shows each number with n, its interval and the expected value", () => {
    expect(report(CLAIM)).toMatch(
      /\| ✓ +\| claim +\| Half .* \| fleets: workers 2, prefetch unlimited \| Jain's index \| 0\.515 \[0\.514, 0\.517\], n = 6 \| 0\.510 ± 3 % \| median/,
    );
  });

  it("has the uncovered sentences, the commands and the remarks", () => {
    const text = report({ ...CLAIM, remarks: ["The experiment failed."] });
    expect(text).toContain("Not covered by this report: C01 and C17.");
    expect(text).toContain("npm run bench -- claims --only C14");
    expect(text).toContain("- The experiment failed.");
  });

  it("has a table for the terminal", () => {
    expect(claimsTable(resultsOf(CLAIM, { ...CLAIM, verdict: "not-testable", expectations: [] })).rows).toEqual([
      [
        "✓",
        "C14",
        "One worker does all the heavy\nwork.",
        "reproduced",
        "Jain's index: 0.515 [0.514,\n0.517], n = 6 (workers 2, prefetch\nunlimited)",
      ],
      ["?", "C14", "One worker does all the heavy\nwork.", "not testable here", "—"],
    ]);
  });
});

it("the deciding number is the first one that does not hold", () => {
  const [observation] = EVEN.findings;
  if (!observation) throw new Error("a observation is missing");
  const failed = { ...observation, trial: "workers=4", holds: false };
  expect(decidingNumber({ expectations: [{ ...EVEN, findings: [observation, failed], holds: false }] })).toMatch(
    /\(workers 4\)$/,
  );
});
