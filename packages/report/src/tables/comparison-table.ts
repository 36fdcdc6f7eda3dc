// All trials, a row a trial: what the matrix varied and the numbers that it changed. And whether it changed them.
import type { Comparison, Results, RunResult, TrialResult } from "@fairhare/results";
import { NOT_TESTED } from "@fairhare/statistics";
import { formatChange, NOT_MEASURED } from "../format.ts";
import { COMPARED_METRICS, hasInterval, metricCell, PUBLISHED_PER_SECOND } from "../metrics.ts";
import { settingName, settingValue, trialLabel } from "../words/setting-words.ts";
import { type Column, numeric, type TableModel, tableOf, text } from "./table.ts";

/** A metric that no trial has is left out: without work there is no busy time, and no bound. */
export function comparisonTable(results: Results): TableModel {
  const { trials } = results;
  const measured = metricColumns(trials).filter(({ cell }) => trials.some((trial) => cell(trial) !== NOT_MEASURED));
  return tableOf([...settingColumns(results), ...measured], trials);
}

/** What the cells of `comparisonTable` mean when there are repeats; null without repeats. */
export function comparisonNote({ trials }: Results): string | null {
  const runs = Math.max(0, ...trials.map((trial) => trial.runs.length));
  if (runs < 2) return null;
  const spread = trials.some(hasInterval)
    ? "[95 % interval of the median] where there are enough runs for one, else (least–most)"
    : "(least–most): the runs are too few for a 95 % interval";
  return `Medians of ${runs} runs ${spread}. Where all of these read alike, the median stands alone. ${RULE}`;
}

const RULE =
  "The number of a trial is the median over its runs of the number of each run, here, in the sentences and in the pictures alike; lost and duplicated are totals over the runs.";

/** Whether trials differ, metric by metric; `~` where the difference may be chance. Null when nothing could be tested. */
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
      text("test", (comparison) => comparison.test),
    ],
    tested,
  );
}

function settingColumns({ trials }: Results): Column<TrialResult>[] {
  const varied = [...new Set(trials.flatMap((trial) => trial.varied))];
  if (varied.length === 0) return [text("trial", trialLabel)];
  return varied.map((name) => text(settingName(name), (trial) => settingValue(name, trial.settings[name])));
}

/** How fast a burst of a few long tasks is published says nothing; without work it is what durability costs. */
function metricColumns(trials: readonly TrialResult[]): Column<TrialResult>[] {
  const isWorkless = trials.some(({ settings }) => settings["work"] === "none");
  const metrics = isWorkless ? [PUBLISHED_PER_SECOND, ...COMPARED_METRICS] : COMPARED_METRICS;
  return metrics.map((metric) => numeric(metric.head, (trial) => metricCell(trial, metric)));
}

/** The repeats of one trial, a row a run, so that a median hides nothing. */
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
