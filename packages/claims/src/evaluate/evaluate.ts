// Compares the expectations of a claim with the measured numbers, and derives the verdict of the claim.
import { medianSorted } from "simple-statistics";
import type { Results, SummaryMetric, RunResult } from "@fairhare/results";
import { summariseValues } from "@fairhare/statistics";
import type { Claim, Expectation, Selector } from "../claim.ts";
import { closedForm } from "../closed-form.ts";
import { measureOf } from "./measured-number.ts";

export interface ClaimEvidence {
  /** By the name of the experiment; an experiment that failed without a measurement is missing. */
  readonly experiments: ReadonlyMap<string, Results>;
  /** By the name of the check: the numbers of each try. */
  readonly checks: ReadonlyMap<string, readonly Readonly<Record<string, number>>[]>;
}

export type ClaimVerdict = "reproduced" | "refuted" | "depends" | "unknown" | "not-testable";

/** The numbers of one trial, and the expected number. */
export interface Observation {
  /** The trial's id, or the check's name. */
  readonly trial: string;
  /** Null if no run measured the number. */
  readonly numbers: SummaryMetric | null;
  /** The value of the closed form, or the expected value; null if the number is only shown. */
  readonly wanted: number | null;
  /** Null if it cannot be decided. */
  readonly holds: boolean | null;
}

export interface TestedExpectation extends Omit<Expectation, "trials" | "over"> {
  readonly findings: readonly Observation[];
  readonly holds: boolean | null;
}

export interface TestedClaim {
  readonly expectations: readonly TestedExpectation[];
  readonly verdict: ClaimVerdict;
  /** The verdict is the expected one, and every expectation holds, also those beyond the sentence; refuted ones fail. */
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

/** If the sentence is expected to be refuted, its statements must not hold. */
function isAsWanted({ role, must, holds }: TestedExpectation, { expected }: Claim): boolean {
  const isToFail = expected === "refuted" && role === "claim" && must !== undefined;
  return holds === !isToFail;
}

/**
 * Reproduced: all statements of the sentence hold; depends instead if a limit is shown as well. Refuted: none of them
 * holds. Depends: some of them hold. Unknown: one of them cannot be decided.
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

/** Null without a trial. */
function together(findings: readonly Observation[]): boolean | null {
  if (findings.some(({ holds }) => holds === false)) return false;
  return findings.length > 0 && findings.every(({ holds }) => holds === true) ? true : null;
}

interface Sample {
  readonly trial: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** One per run; null if it was not measured or the run is unknown. */
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

function find(expectation: Omit<Expectation, "trials" | "over">, { trial, settings, values }: Sample): Observation {
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
