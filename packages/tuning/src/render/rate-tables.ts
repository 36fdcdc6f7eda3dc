// The tables of a search: the highest rate of each cell, and the curve of a cell.
import { formatMs, formatNumber } from "@fairhare/core";
import { numeric, type TableModel, tableOf, text } from "@fairhare/report";
import type { FindRateResults, MeasuredPoint, MeasuredTrial, RateCell } from "../rates/rate-results.ts";
import { cellName } from "./rate-words.ts";

export const kneeTable = ({ cells }: FindRateResults): TableModel =>
  tableOf<RateCell>(
    [
      text("trial", cellName, 0),
      numeric("highest that holds", ({ highestHeldPerSecond: held }) => rate(held)),
      numeric("lowest that fails", ({ lowestFailedPerSecond: failed }) => rate(failed)),
      numeric("p50 end to end", (cell) => formatMs(heldPoint(cell)?.p50Ms ?? null)),
      numeric("p99 end to end", (cell) => formatMs(heldPoint(cell)?.p99Ms ?? null)),
      numeric("trials", ({ trials }) => String(trials.length), 2),
      text("search", ({ end }) => ENDS[end], 2),
    ],
    cells,
  );

const ENDS: Readonly<Record<RateCell["end"], string>> = {
  found: "found",
  "nothing-holds": "no rate holds",
  "everything-holds": "no rate fails",
  unclear: "no verdict",
  unfinished: "not finished",
};

/** The point of the highest rate that held. */
const heldPoint = ({ points, highestHeldPerSecond }: RateCell): MeasuredPoint | undefined =>
  points.find(({ ratePerSecond }) => ratePerSecond === highestHeldPerSecond);

export const curveTable = ({ points }: RateCell): TableModel =>
  tableOf<MeasuredPoint>(
    [
      numeric("rate", ({ ratePerSecond }) => rate(ratePerSecond), 0),
      text("held", ({ held, failed, unknown }) => `${held} of ${held + failed + unknown}`),
      numeric("p50 end to end", ({ p50Ms }) => formatMs(p50Ms)),
      numeric("p99 end to end", ({ p99Ms }) => formatMs(p99Ms)),
      numeric("backlog", ({ backlogGrowthPerSecond: growth }) => signed(growth)),
      numeric("completed/s", ({ completedPerSecond }) => formatNumber(completedPerSecond), 2),
      text("why not", ({ reasons }) => reasons.join("; "), 3),
    ],
    points,
  );

/** In the order of the measurement. */
export const trialTable = ({ trials }: RateCell): TableModel =>
  tableOf<readonly [number, MeasuredTrial]>(
    [
      numeric("trial", ([number]) => String(number), 0),
      numeric("rate", ([, { ratePerSecond }]) => rate(ratePerSecond)),
      text("outcome", ([, { outcome }]) => OUTCOMES[outcome]),
      numeric("p50 end to end", ([, { p50Ms }]) => formatMs(p50Ms)),
      numeric("p99 end to end", ([, { p99Ms }]) => formatMs(p99Ms)),
      numeric("backlog", ([, { backlogGrowthPerSecond: growth }]) => signed(growth)),
      numeric("completed/s", ([, { completedPerSecond }]) => formatNumber(completedPerSecond)),
      numeric("took", ([, { seconds }]) => formatMs(seconds * 1e3)),
      text("why not", ([, { reasons }]) => reasons.map(({ sentence }) => sentence).join("; ")),
    ],
    trials.map((trial, index) => [index + 1, trial] as const),
  );

const OUTCOMES: Readonly<Record<MeasuredTrial["outcome"], string>> = {
  held: "held",
  failed: "did not hold",
  unknown: "no verdict",
};

const rate = (perSecond: number | null): string => (perSecond === null ? "—" : `${formatNumber(perSecond)}/s`);

const signed = (growth: number | null): string =>
  growth === null ? "—" : `${growth > 0 ? "+" : growth < 0 ? "−" : ""}${formatNumber(Math.abs(growth))}/s`;
