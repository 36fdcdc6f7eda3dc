// The outcome of a threshold in words: the measured value with its unit, and the trial and run of a failure.
import { pValuePhrase } from "@fairhare/core";
import type { Results, ThresholdResult, TrialResult } from "@fairhare/results";
import { trialLabel } from "./setting-words.ts";

type Judged = Pick<Results, "thresholds" | "trials">;

/** Each threshold, whether it holds, and its measured value, one per line. */
export const thresholdLines = (results: Judged): string[] =>
  results.thresholds.map((one) => `${one.ok ? "✓" : "✗"} ${one.expression} (${thresholdText(one, results)})`);

/** `measured 612 ms in prefetch 1, run 2`; a threshold that holds needs no place. */
export function thresholdText(
  threshold: ThresholdResult,
  { trials }: { readonly trials: readonly TrialResult[] },
): string {
  const { ok, actual, unit, baseline } = threshold;
  const place = ok ? "" : placeText(threshold, trials);
  if (actual === null) return `${openText(threshold)}${place}`;
  if (baseline === null) return `measured ${withUnit(actual, unit)}${place}`;
  return `${changeText(threshold, actual)}${place}${chanceText(threshold)}`;
}

/** All digits that tell it from the limit: a threshold of 0.95 missed by 0.9499 must not read as met. */
const shown = (value: number): string => String(Number(value.toPrecision(6)));

function withUnit(value: number, unit: string): string {
  const isAttached = unit === "" || unit === "x" || unit.startsWith("/");
  return isAttached ? `${shown(value)}${unit}` : `${shown(value)} ${unit}`;
}

function openText({ baseline }: ThresholdResult): string {
  if (baseline === null) return "could not be measured";
  const [base, now] = baseline.runs;
  return `could not be judged with ${now} runs against ${base} of the baseline`;
}

function placeText({ trial: id, run }: ThresholdResult, trials: readonly TrialResult[]): string {
  const trial = trials.find((one) => one.id === id);
  if (trial === undefined) return "";
  const names = [
    ...(trials.length > 1 ? [trialLabel(trial)] : []),
    ...(run !== null && trial.runs.length > 1 ? [`run ${run}`] : []),
  ];
  return names.length === 0 ? "" : ` in ${names.join(", ")}`;
}

/** `0.93x the baseline's 1240`, `0.03 below the baseline's 0.99`. */
function changeText({ unit, baseline }: ThresholdResult, actual: number): string {
  const of = `the baseline's ${shown(baseline?.median ?? 0)}`;
  if (unit === "x") return `${withUnit(actual, unit)} ${of}`;
  if (actual === 0) return `equal to ${of}`;
  return `${withUnit(Math.abs(actual), unit)} ${actual < 0 ? "below" : "above"} ${of}`;
}

/** Of a change that misses the limit: whether it may be chance. */
function chanceText({ ok, baseline }: ThresholdResult): string {
  if (baseline?.p == null) return "";
  const [base, now] = baseline.runs;
  const runs = `${pValuePhrase(baseline.p)}, ${now} runs against ${base}`;
  return ok ? `; misses the limit, which may be chance: ${runs}` : `; ${runs}`;
}
