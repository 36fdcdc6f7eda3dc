// The outcome of a search in sentences.
import { counted, formatNumber, formatPercent } from "@fairhare/core";
import { trialLabel } from "@fairhare/report";
import type { FindRateResults, RateCell } from "../rates/rate-results.ts";

export const cellName = (cell: RateCell): string => trialLabel({ varied: [...cell.varied], settings: cell.settings });

/** One sentence on the highest rate of a cell, its interval and what limits it. */
export function cellSentence(cell: RateCell): string {
  const { end, highestHeldPerSecond: held, lowestFailedPerSecond: failed } = cell;
  const limit = limitOf(cell);
  const why = limit === null ? "" : `: ${limit}`;
  switch (end) {
    case "found":
      return `Sustains ${perSecond(held)}; ${perSecond(failed)} does not hold${why}.`;
    case "everything-holds":
      return `Sustains ${perSecond(held)}, the highest rate that the search may try.`;
    case "nothing-holds":
      return `No rate holds: even ${perSecond(failed)} does not${why}.`;
    case "unclear":
      return `Not decided: trials had no verdict${why}.`;
    default:
      return unfinished(held, failed, why);
  }
}

function unfinished(held: number | null, failed: number | null, why: string): string {
  if (held === null && failed === null) return "Not measured.";
  if (failed === null) return `Sustains at least ${perSecond(held)}; no measured rate failed.`;
  if (held === null) return `Sustains less than ${perSecond(failed)}${why}; no measured rate held.`;
  return `Sustains ${perSecond(held)}, and less than ${perSecond(failed)}${why}; the search did not reach its precision.`;
}

/** Why the lowest rate that failed did not hold; for a cell without a verdict, why it has none. */
function limitOf({ end, points, lowestFailedPerSecond }: RateCell): string | null {
  const point =
    end === "unclear"
      ? points.find(({ unknown, held, failed }) => unknown > 0 && held + failed === 0)
      : points.find(({ ratePerSecond }) => ratePerSecond === lowestFailedPerSecond);
  return point === undefined || point.reasons.length === 0 ? null : point.reasons.join(", ");
}

const perSecond = (rate: number | null): string => `${formatNumber(rate)} tasks/s`;

/** Why the search as a whole ended early; empty if it did not. */
export function endSentence({ end, search }: FindRateResults): string {
  if (end === "interrupted") return "The search was interrupted.";
  if (end === "failed") return "The search broke off, because no further trial was possible.";
  return end === "budget" ? `The budget of ${spokenSeconds(search.budgetSeconds)} was used up.` : "";
}

export function searchSentence({ search, cells, seconds }: FindRateResults): string {
  const trials = cells.reduce((sum, cell) => sum + cell.trials.length, 0);
  const conditions = search.conditions.length === 0 ? "" : ` and ${search.conditions.join(", ")}`;
  return `A rate holds if no task is lost, the producers reach it, the backlog does not grow${conditions}, in the majority of up to ${counted(search.votes, "trial")}. Precision ${formatPercent(search.precision)}; ${counted(trials, "trial")} in ${spokenSeconds(seconds)}.`;
}

/** `42 s`, `12 min`. */
export const spokenSeconds = (seconds: number): string =>
  seconds >= 600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds)} s`;
