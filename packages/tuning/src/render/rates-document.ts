// The content of the report of a search as sentences, tables and curves, for its Markdown and its HTML page.
import { formatInstant, formatNumber } from "@fairhare/core";
import { environmentTable, slug, type TableModel } from "@fairhare/report";
import type { FindRateResults, MeasuredPoint, MeasuredTrial, RateCell } from "../rates/rate-results.ts";
import { curveTable, kneeTable, trialTable } from "./rate-tables.ts";
import { cellName, cellSentence, endSentence, searchSentence } from "./rate-words.ts";

export interface RatesDocument {
  readonly title: string;
  readonly about: string;
  /** Why the search ended early; empty if it did not. */
  readonly ended: string;
  /** The definition of a rate that holds, and the size of the search. */
  readonly conditions: string;
  readonly knees: TableModel;
  readonly cells: readonly RateSection[];
  readonly reading: readonly string[];
  readonly environment: TableModel;
  readonly command: string;
  readonly fairhare: string;
}

/** One combination of settings. */
interface RateSection {
  readonly id: string;
  readonly name: string;
  readonly end: RateCell["end"];
  readonly sentence: string;
  /** How many trials held at both ends of the interval; empty without an interval. */
  readonly certainty: string;
  readonly heldPerSecond: number | null;
  readonly failedPerSecond: number | null;
  /** Medians over the trials at a rate, by rate. */
  readonly points: readonly RateValues[];
  readonly trials: readonly RateValues[];
  readonly curve: TableModel;
  readonly all: TableModel;
}

export interface RateValues {
  readonly ratePerSecond: number;
  readonly isHeld: boolean;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly backlogGrowthPerSecond: number | null;
}

export function ratesDocument(results: FindRateResults): RatesDocument {
  const { environment, cells } = results;
  const { broker, cpu, startedAt, command, fairhare } = environment;
  return {
    title: "The highest rate that holds",
    about: `Measured ${formatInstant(startedAt)} on ${broker.product} ${broker.version}, ${cpu}`,
    ended: endSentence(results),
    conditions: searchSentence(results),
    knees: kneeTable(results),
    cells: cells.map(sectionOf),
    reading: READING,
    environment: environmentTable(results),
    command,
    fairhare,
  };
}

const sectionOf = (cell: RateCell): RateSection => ({
  id: `trial-${slug(cell.id)}`,
  name: cellName(cell),
  end: cell.end,
  sentence: cellSentence(cell),
  certainty: certaintySentence(cell),
  heldPerSecond: cell.highestHeldPerSecond,
  failedPerSecond: cell.lowestFailedPerSecond,
  points: cell.points.map((point) => valuesOf(point, point.held > point.failed)),
  trials: cell.trials.map((trial) => valuesOf(trial, trial.outcome === "held")),
  curve: curveTable(cell),
  all: trialTable(cell),
});

const valuesOf = (
  { ratePerSecond, p50Ms, p99Ms, backlogGrowthPerSecond }: MeasuredPoint | MeasuredTrial,
  isHeld: boolean,
): RateValues => ({ ratePerSecond, isHeld, p50Ms, p99Ms, backlogGrowthPerSecond });

/** `3 of 3 trials held at 394 tasks/s, and 0 of 2 at 399 tasks/s; the interval is 1.3 % wide.` */
function certaintySentence({ points, highestHeldPerSecond: held, lowestFailedPerSecond: failed }: RateCell): string {
  const [below, above] = [held, failed].map((rate) => points.find(({ ratePerSecond }) => ratePerSecond === rate));
  if (held === null || failed === null || below === undefined || above === undefined) return "";
  const width = ((failed - held) / held) * 100;
  return `${votes(below)} trials held at ${formatNumber(held)} tasks/s, and ${votes(above)} at ${formatNumber(failed)} tasks/s; the interval is ${formatNumber(width)} % wide.`;
}

const votes = ({ held, failed, unknown }: MeasuredPoint): string => `${held} of ${held + failed + unknown}`;

const READING: readonly string[] = [
  "The search doubles the rate until a trial fails, then it bisects. It repeats the trials at both ends of the interval until the majority is settled. The highest rate is between the highest rate that held and the lowest that failed.",
  "The growth of the backlog is publishes minus completions per second, over the last three quarters of the publishing. Latency counts from the intended publish, so a growing backlog raises it during the whole trial.",
];
