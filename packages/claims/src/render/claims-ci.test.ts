import { twoTrials } from "@fairhare/report/testing";
import { describe, expect, it } from "vitest";
import { CLAIMS_SCHEMA, type ClaimResult, type ClaimsResults } from "../claims-results.ts";
import { claimAnnotations, renderClaimsSummary } from "./claims-ci.ts";

const CLAIM: ClaimResult = {
  id: "C05",
  says: "With manual acknowledgement, a killed worker loses nothing.",
  how: "A worker is killed.",
  expected: "reproduced",
  verdict: "reproduced",
  isAsExpected: true,
  remarks: [],
  expectations: [],
  commands: [],
  startedAt: "2026-11-24T05:31:00.000Z",
  seconds: 12,
};
const REFUTED: ClaimResult = { ...CLAIM, id: "C06", verdict: "refuted", isAsExpected: false };
const UNKNOWN: ClaimResult = {
  ...CLAIM,
  id: "C07",
  verdict: "unknown",
  isAsExpected: false,
  remarks: ['The experiment "kill" failed: 50 % done.'],
};
const UNTESTABLE: ClaimResult = { ...CLAIM, id: "C08", verdict: "not-testable" };

const resultsOf = (...claims: readonly ClaimResult[]): ClaimsResults => ({
  schema: CLAIMS_SCHEMA,
  environment: twoTrials().environment,
  claims,
  notCovered: [],
});

const LARGE = 1_048_576;

describe("claims in a CI step", () => {
  it("annotate an unexpected verdict as an error, an unknown one as a warning, and nothing else", () => {
    expect(claimAnnotations(resultsOf(CLAIM, UNKNOWN, REFUTED, UNTESTABLE))).toEqual([
      "::error title=Claim C06::“With manual acknowledgement, a killed worker loses nothing.” Measured: refuted. Not as expected: the expected verdict is reproduced.",
      '::warning title=Claim C07::“With manual acknowledgement, a killed worker loses nothing.” Not decided. Not as expected: the expected verdict is reproduced. The experiment "kill" failed: 50 %25 done.',
    ]);
  });

  it("have a summary with all verdicts, and the reasons of the unexpected ones", () => {
    const text = renderClaimsSummary(resultsOf(CLAIM, REFUTED), LARGE);
    expect(text.split("\n")[0]).toBe("## ❌ The Work Queues tutorial on RabbitMQ 4.0.5");
    expect(text).toContain("**Of 2 claims, 1 reproduced (C05) and 1 refuted (C06). Not as expected: C06.**");
    expect(text).toMatch(/\| C05 +\| With manual/);
    expect(text).toContain("**C06** — Not as expected: the expected verdict is reproduced.");
    expect(renderClaimsSummary(resultsOf(CLAIM), LARGE)).toMatch(/^## ✅/);
    expect(renderClaimsSummary(resultsOf(UNKNOWN), LARGE)).toMatch(/^## ❔/);
  });

  it("have no summary where it does not fit", () => {
    expect(renderClaimsSummary(resultsOf(CLAIM), 100)).toBe("");
  });
});
