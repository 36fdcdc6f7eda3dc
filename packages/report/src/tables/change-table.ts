// Two sets of results of the same plan, such as a pull request and its base: one row per trial and metric.
import { formatChange, oneLine } from "@fairhare/core";
import type { Comparison, Results, TrialResult } from "@fairhare/results";
import { compareTrials, NOT_TESTED } from "@fairhare/statistics";
import { COMPARED_METRICS, type Metric, metricCell } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

interface Change {
  readonly label: string;
  readonly metric: Metric;
  readonly base: TrialResult;
  readonly head: TrialResult;
  readonly comparison: Comparison;
}

/** The trials that both results have, by id. */
export function changeTable(base: Results, head: Results): TableModel {
  return tableOf<Change>(
    [
      text("trial", ({ label }) => label),
      text("metric", ({ metric }) => metric.head),
      numeric("base", (change) => metricCell(change.base, change.metric)),
      numeric("new", (change) => metricCell(change.head, change.metric)),
      numeric("change", ({ comparison }) => changeText(comparison)),
    ],
    sharedTrials(base, head).flatMap(([before, after]) => changesOf(before, after)),
  );
}

/** Sentences about what makes the two results hard to compare. */
export function changeNotes(base: Results, head: Results): string[] {
  const shared = sharedTrials(base, head);
  const runs = Math.min(...shared.flatMap((pair) => pair.map((trial) => trial.runs.length)), Infinity);
  const [only, added] = [missingFrom(head, base), missingFrom(base, head)];
  return [
    ...(shared.length === 0 ? ["The two results have no trial in common. Run both with the same flags."] : []),
    ...(only.length > 0 ? [`Only in the base: ${only.join("; ")}.`] : []),
    ...(added.length > 0 ? [`Only in the new results: ${added.join("; ")}.`] : []),
    ...differences(base, head).map(
      ([what, before, after]) => `The ${what} differ: ${before} in the base, ${after} in the new results.`,
    ),
    ...(runs < TESTABLE_RUNS
      ? [
          `Changes without ✱ are not significant or not tested; a test needs ${TESTABLE_RUNS} runs, so use --repeat 4 or more.`,
        ]
      : ["✱ marks a significant change (Mann–Whitney U, p < 0.05)."]),
  ];
}

/** Runs per trial, as compareTrials needs them. */
const TESTABLE_RUNS = 4;

function sharedTrials(base: Results, head: Results): (readonly [TrialResult, TrialResult])[] {
  const after = new Map(head.trials.map((trial) => [trial.id, trial]));
  return base.trials.flatMap((trial) => {
    const match = after.get(trial.id);
    return match === undefined ? [] : [[trial, match] as const];
  });
}

const missingFrom = (other: Results, { trials }: Results): string[] =>
  trials.filter(({ id }) => other.trials.every((trial) => trial.id !== id)).map(trialLabel);

function changesOf(base: TrialResult, head: TrialResult): Change[] {
  const comparisons = compareTrials([base, head]);
  return COMPARED_METRICS.flatMap((metric) => {
    const comparison = comparisons.find((one) => one.metric === metric.path);
    return comparison === undefined ? [] : [{ label: trialLabel(head), metric, base, head, comparison }];
  });
}

function changeText({ relative, significant, test }: Comparison): string {
  const change = formatChange(relative);
  return significant && test !== NOT_TESTED ? `${change} ✱` : change;
}

const surroundingsOf = ({ environment: { broker, node, cpu } }: Results): Readonly<Record<string, string>> => ({
  "broker versions": `${broker.product} ${broker.version}`,
  "versions of Node": node,
  processors: cpu,
});

function differences(base: Results, head: Results): (readonly [string, string, string])[] {
  const after = surroundingsOf(head);
  return Object.entries(surroundingsOf(base)).flatMap(([what, before]) => {
    const now = after[what] ?? "";
    return now === before ? [] : [[what, oneLine(before), oneLine(now)] as const];
  });
}
