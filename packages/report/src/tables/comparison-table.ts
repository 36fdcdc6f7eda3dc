// All trials, one row each: the varied settings and the metrics; the significance of their differences; the runs of one trial.
import { counted, formatChange, formatPercent, formatPValue, formatShare, NOT_MEASURED } from "@fairhare/core";
import type { Comparison, Results, RunResult, TrialResult } from "@fairhare/results";
import { NOT_TESTED, relativeDeviation, runsForPrecision, runsToShow } from "@fairhare/statistics";
import { COMPARED_METRICS, COMPLETED_PER_SECOND, hasInterval, metricCell, PUBLISHED_PER_SECOND } from "../metrics.ts";
import { settingName, settingValue, trialLabel } from "../words/setting-words.ts";
import { type Column, numeric, type TableModel, tableOf, text } from "./table.ts";

/** A metric that no trial has is left out: without work there is no busy time and no lower bound. */
export function comparisonTable(results: Results): TableModel {
  const { trials } = results;
  const measured = metricColumns(trials).filter(({ cell }) => trials.some((trial) => cell(trial) !== NOT_MEASURED));
  return tableOf([...settingColumns(results), ...measured], trials);
}

/** Explains the cells of `comparisonTable` for repeats; null without repeats. */
export function comparisonNote({ trials }: Results): string | null {
  const runs = Math.max(0, ...trials.map((trial) => trial.runs.length));
  if (runs < 2) return null;
  const spread = trials.some(hasInterval)
    ? "[95 % interval of the median] where there are enough runs, else (smallest–largest)"
    : "(smallest–largest); a 95 % interval needs at least 6 runs";
  return `Medians of ${runs} runs ${spread}. A median without a range is the same in all runs. ${RULE}${moreRepeats(trials)}`;
}

const WANTED_PRECISION = 0.02;
/** A hint that asks for more does not help; the finding high-variation says it then. */
const MOST_REPEATS = 200;

/** ` 12 more repeats would give completed/s within ±2 % (now ±3.1 % in prefetch 1).`, for the trial that varies most. */
function moreRepeats(trials: readonly TrialResult[]): string {
  const { path, head, read } = COMPLETED_PER_SECOND;
  const [worst] = trials
    .flatMap((trial) => {
      const deviation = relativeDeviation(trial.runs.map(read).filter((value) => value !== null));
      return deviation === null ? [] : [{ trial, deviation }];
    })
    .toSorted((a, b) => b.deviation - a.deviation);
  if (worst === undefined) return "";
  const { trial, deviation } = worst;
  const more = runsForPrecision(deviation, WANTED_PRECISION) - trial.runs.length;
  if (more <= 0 || more > MOST_REPEATS) return "";
  const { median, ci95 = null } = trial.summary[path] ?? {};
  const now =
    ci95 === null || median === undefined
      ? ""
      : ` (now ±${formatShare((ci95[1] - ci95[0]) / 2 / median)} in ${trialLabel(trial)})`;
  return ` ${counted(more, "more repeat")} would give ${head} within ±${formatPercent(WANTED_PRECISION)}${now}.`;
}

const RULE =
  "Tables, sentences and pictures give the median over the runs of a trial; lost and duplicated are totals over the runs.";

/** The differences between trials, metric by metric; `~` where they are not significant. Null when nothing could be tested. */
export function significanceTable({ comparisons, trials }: Results): TableModel | null {
  const tested = comparisons.filter(({ test }) => test !== NOT_TESTED);
  if (tested.length === 0) return null;
  const labels = new Map(trials.map((trial) => [trial.id, trialLabel(trial)]));
  const name = (id: string): string => labels.get(id) ?? id;
  return tableOf<Comparison>(
    [
      text("metric", (comparison) => comparison.metric),
      text("trial", (comparison) => name(comparison.trial)),
      text("against", (comparison) => name(comparison.reference)),
      numeric("change", (comparison) => (comparison.significant ? formatChange(comparison.relative) : "~")),
      text("95 % interval", ({ ci95 }) => (ci95 ? `${formatChange(ci95[0])} to ${formatChange(ci95[1])}` : "—")),
      numeric("Cliff's δ", ({ cliffsDelta }) => (cliffsDelta === null ? "—" : formatSigned(cliffsDelta))),
      numeric("p", ({ p }) => (p === null ? "—" : formatPValue(p))),
      numeric("p corrected", ({ pAdjusted }) => (pAdjusted === null ? "—" : formatPValue(pAdjusted))),
      text("test", (comparison) => comparison.test),
    ],
    tested,
  );
}

const formatSigned = (value: number): string =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`;

/** Explains the cells of `significanceTable`, and says how many runs a significant difference needs. */
export function significanceNote({ comparisons, trials }: Results): string {
  const tested = comparisons.filter(({ pAdjusted }) => pAdjusted !== null).length;
  const runs = Math.min(...trials.map((trial) => trial.runs.length));
  const needed = runsToShow(tested);
  const few =
    runs < needed && !comparisons.some(({ significant }) => significant)
      ? ` With ${counted(runs, "run")} per trial none of them can be significant: use --repeat ${needed} or more.`
      : "";
  return `\`~\` marks a difference that is not significant: its p value, corrected for all ${tested} comparisons (Holm), is 0.05 or more.${few}`;
}

function settingColumns({ trials }: Results): Column<TrialResult>[] {
  const varied = [...new Set(trials.flatMap((trial) => trial.varied))];
  if (varied.length === 0) return [text("trial", trialLabel, 0)];
  return varied.map((name) => text(settingName(name), (trial) => settingValue(name, trial.settings[name]), 0));
}

/** Of metrics that a narrow terminal leaves out; the report has them all. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ["× bound", 2],
  ["p99 end to end", 2],
  ["duplicated", 2],
  ["Jain tasks", 3],
  ["busiest", 3],
  ["least", 3],
  ["p50 end to end", 3],
]);

/** The publish rate of a few long tasks means nothing; without work it shows the cost of durability. */
function metricColumns(trials: readonly TrialResult[]): Column<TrialResult>[] {
  const isWorkless = trials.some(({ settings }) => settings["work"] === "none");
  const metrics = isWorkless ? [PUBLISHED_PER_SECOND, ...COMPARED_METRICS] : COMPARED_METRICS;
  return metrics.map((metric) =>
    numeric(metric.head, (trial) => metricCell(trial, metric), RANKS.get(metric.head) ?? 1),
  );
}

/** The runs of one trial, one row each. */
export function runTable({ runs }: TrialResult): TableModel {
  return tableOf<RunResult>(
    [
      numeric("run", ({ run }) => String(run)),
      text("verdict", ({ verdict }) => verdict),
      ...COMPARED_METRICS.map((metric) => numeric<RunResult>(metric.head, (run) => metric.format(metric.read(run)))),
    ],
    runs,
  );
}
