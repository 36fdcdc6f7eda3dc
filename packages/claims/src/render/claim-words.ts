// The words and numbers of a claim: its verdict, the deciding number, and findings of one line.
import {
  formatBytes,
  formatCount,
  formatJain,
  formatMs,
  formatNumber,
  formatRatio,
  type Measured,
} from "@fairhare/core";
import type { ClaimResult } from "../claims-results.ts";
import type { ClaimVerdict, Observation, TestedExpectation } from "../evaluate/evaluate.ts";

const VERDICTS: Readonly<Record<ClaimVerdict, string>> = {
  reproduced: "reproduced",
  refuted: "refuted",
  depends: "depends",
  unknown: "unknown",
  "not-testable": "not testable here",
};

export const claimVerdict = (verdict: ClaimVerdict): string => VERDICTS[verdict];

/** The first failed observation of the first failed expectation, else the first observation of the first expectation. */
export function decidingNumber({ expectations }: Pick<ClaimResult, "expectations">): string {
  const tested = expectations.filter(({ role, must }) => role !== "beyond" && must !== undefined);
  const deciding = tested.find(({ role, holds }) => role === "claim" && holds !== true) ?? tested[0];
  const observation = deciding?.findings.find(({ holds }) => holds !== true) ?? deciding?.findings[0];
  if (!deciding || !observation) return "—";
  const where = isOnly(observation) || observation.trial === deciding.in ? "" : ` (${trialWords(observation)})`;
  return `${deciding.name}: ${observedNumber(deciding, observation)}${where}`;
}

/** `0.510 [0.509, 0.512], n = 6`; the range in parentheses if there is no interval. */
export function observedNumber({ unit }: Pick<TestedExpectation, "unit">, { numbers }: Observation): string {
  if (numbers === null) return "not measured";
  const format = FORMATS[unit];
  const median = format(numbers.median);
  return `${median}${spread(unit, numbers)}, n = ${numbers.n}`;
}

/** The interval of the median, else the range; empty if all numbers are equal. */
function spread(
  unit: TestedExpectation["unit"],
  { ci95, min, max, median }: NonNullable<Observation["numbers"]>,
): string {
  const format = FORMATS[unit];
  const [low, high] = (ci95 ?? [min, max]).map(format);
  if (low === high && low === format(median)) return "";
  return ci95 ? ` [${low}, ${high}]` : ` (${low}–${high})`;
}

/** `≥ 0.990`, `0.510 ± 3 %`; a dash for a number that is only shown. */
export function wantedWords({ unit, must }: Pick<TestedExpectation, "unit" | "must">, { wanted }: Observation): string {
  if (must === undefined || wanted === null) return "—";
  const value = FORMATS[unit](wanted);
  if (must.is === "near") return `${value} ± ${Number((must.tolerance * 100).toFixed(1))} %`;
  return `${SIGNS[must.is]} ${value}`;
}

/** `workers=2,prefetch=unlimited` as `workers 2, prefetch unlimited`. */
export const trialWords = (observation: Observation): string =>
  isOnly(observation) ? "—" : observation.trial.replaceAll(",", ", ").replaceAll("=", " ");

const isOnly = ({ trial }: Observation): boolean => trial === "trial";

const SIGNS = { "==": "=", "<=": "≤", ">=": "≥" } as const;

const FORMATS: Readonly<Record<TestedExpectation["unit"], (value: Measured) => string>> = {
  count: formatCount,
  ms: formatMs,
  index: formatJain,
  times: formatRatio,
  perSecond: (value) => (value === null ? formatNumber(value) : `${formatNumber(value)}/s`),
  bytesPerSecond: (value) => (value === null ? formatBytes(value) : `${formatBytes(value)}/s`),
};
