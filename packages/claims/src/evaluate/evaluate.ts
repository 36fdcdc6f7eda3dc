// Expectations against what was measured: which hold, by which numbers, and what that says of the sentence.
import { medianSorted } from "simple-statistics";
import type { Results, SummaryMetric, RunResult } from "@fairhare/results";
import { summariseValues } from "@fairhare/statistics";
import type { Claim, Expectation, Selector } from "../claim.ts";
import { closedForm } from "../closed-form.ts";
import { measureOf } from "./finding-of.ts";

export interface ClaimEvidence {
  /** By the experiment's name; one that broke before it measured anything is missing. */
  readonly experiments: ReadonlyMap<string, Results>;
  /** By the check's name: the numbers that each try of it found. */
  readonly checks: ReadonlyMap<string, readonly Readonly<Record<string, number>>[]>;
}

export type ClaimVerdict = "reproduced" | "refuted" | "depends" | "unknown" | "not-testable";

/** The numbers of one trial, and what they had to be. */
export interface Finding {
  /** The trial's id, or the check's name. */
  readonly trial: string;
  /** Null when not a single run measured it. */
  readonly numbers: SummaryMetric | null;
  /** What the closed form says, or the value that was demanded; null when the number is only shown. */
  readonly wanted: number | null;
  /** Null when it cannot be told. */
  readonly holds: boolean | null;
}

export interface TestedExpectation extends Omit<Expectation, "trials" | "over"> {
  readonly findings: readonly Finding[];
  readonly holds: boolean | null;
}

export interface TestedClaim {
  readonly expectations: readonly TestedExpectation[];
  readonly verdict: ClaimVerdict;
  /** The verdict is the expected one and every expectation holds, those beyond the sentence too; those refuted fail. */
  readonly isAsExpected: boolean;
}

export function evaluateClaim(claim: Claim, evidence: ClaimEvidence): TestedClaim {
  const expectations = claim.expectations.map((expectation) => test(expectation, evidence));
  const verdict = verdictOf(expectations);
  return {
    expectations,
    verdict,
    isAsExpected: verdict === claim.expected && expectations.every((expectation) => isAsWanted(expectation, claim)),
  };
}

/** Of a sentence that is expected to be refuted, what it says must not hold. */
function isAsWanted({ role, must, holds }: TestedExpectation, { expected }: Claim): boolean {
  const isToFail = expected === "refuted" && role === "claim" && must !== undefined;
  return holds === !isToFail;
}

/**
 * All that the sentence says holds: reproduced, or depends when it also was shown where it does not. None of it
 * holds: refuted. Some of it: depends. What could not be told leaves it unknown.
 */
function verdictOf(expectations: readonly TestedExpectation[]): ClaimVerdict {
  const tested = expectations.filter(({ must }) => must !== undefined);
  const findings = tested.filter(({ role }) => role === "claim").flatMap((expectation) => expectation.findings);
  const limits = tested.filter(({ role }) => role === "limit");
  if ([...findings, ...limits].some(({ holds }) => holds === null) || findings.length === 0) return "unknown";
  if (findings.every(({ holds }) => holds === false)) return "refuted";
  const isLimited = limits.some(({ holds }) => holds === true);
  return findings.every(({ holds }) => holds === true) && !isLimited ? "reproduced" : "depends";
}

function test({ trials, over, ...expectation }: Expectation, evidence: ClaimEvidence): TestedExpectation {
  const samples = samplesOf(expectation.in, expectation.measure, trials, evidence);
  const reference = over && samplesOf(expectation.in, expectation.measure, over, evidence)[0];
  const findings = samples.map((sample) => find(expectation, over ? relativeTo(reference, sample) : sample));
  return { ...expectation, findings, holds: together(findings) };
}

/** No trial to look at is no success. */
function together(findings: readonly Finding[]): boolean | null {
  if (findings.some(({ holds }) => holds === false)) return false;
  return findings.length > 0 && findings.every(({ holds }) => holds === true) ? true : null;
}

interface Sample {
  readonly trial: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** One a run; null when it was not measured, or the run proves nothing. */
  readonly values: readonly (number | null)[];
}

function samplesOf(place: string, measure: string, selector: Selector, evidence: ClaimEvidence): Sample[] {
  const tries = evidence.checks.get(place);
  if (tries) return [{ trial: place, settings: {}, values: tries.map((found) => found[measure] ?? null) }];
  const trials = evidence.experiments.get(place)?.trials ?? [];
  return trials
    .filter(({ settings }) => isSelected(settings, selector))
    .map(({ id, settings, runs }) => ({
      trial: id,
      settings,
      values: runs.map((run: RunResult) => (run.verdict === "unknown" ? null : measureOf(run, measure))),
    }));
}

const isSelected = (settings: Readonly<Record<string, unknown>>, selector: Selector): boolean =>
  Object.entries(selector).every(([name, wanted]) => {
    const value = settings[name];
    return Array.isArray(wanted) ? wanted.some((item) => item === value) : wanted === value;
  });

function relativeTo(reference: Sample | undefined, sample: Sample): Sample {
  const known = (reference?.values ?? []).filter((value) => value !== null).toSorted((a, b) => a - b);
  const base = known.length > 0 ? medianSorted(known) : null;
  return {
    ...sample,
    values: sample.values.map((value) => (base === null || value === null || value <= 0 ? null : base / value)),
  };
}

function find(expectation: Omit<Expectation, "trials" | "over">, { trial, settings, values }: Sample): Finding {
  const known = values.filter((value) => value !== null);
  const numbers = known.length > 0 ? summariseValues(known) : null;
  const { must, who } = expectation;
  if (must === undefined) return { trial, numbers, wanted: null, holds: numbers === null ? null : true };
  const wanted = must.is === "near" ? closedForm(must.form, settings) : must.value;
  if (numbers === null || wanted === null || known.length < values.length)
    return { trial, numbers, wanted, holds: null };
  const judged = who === "median" ? [numbers.median] : known;
  return { trial, numbers, wanted, holds: judged.every((value) => satisfies(value, must, wanted)) };
}

function satisfies(value: number, must: NonNullable<Expectation["must"]>, wanted: number): boolean {
  switch (must.is) {
    case "==":
      return value === wanted;
    case "<=":
      return value <= wanted;
    case ">=":
      return value >= wanted;
    default:
      return Math.abs(value - wanted) <= must.tolerance * Math.abs(wanted);
  }
}
