// What changed between two results of the same plan: the trials that both have, the comparison of each metric, and the
// changes for the worse.
import type { Comparison, Results, TrialResult } from "@fairhare/results";
import { comparePairs } from "@fairhare/statistics";
import { matchTrials } from "@fairhare/workload";
import { COMPARED_METRICS, type Metric } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";

export interface Change {
  readonly label: string;
  readonly metric: Metric;
  readonly base: TrialResult;
  readonly head: TrialResult;
  readonly comparison: Comparison;
}

export interface Changes {
  readonly base: Results;
  readonly head: Results;
  /** The trials that both have. */
  readonly pairs: readonly (readonly [base: TrialResult, head: TrialResult])[];
  readonly changes: readonly Change[];
}

/** The p values are corrected over all trials and metrics. */
export function changesBetween(base: Results, head: Results): Changes {
  const matched = matchTrials(head.trials, base.trials);
  const pairs = head.trials.flatMap((trial) => {
    const before = matched.get(trial.id);
    return before === undefined ? [] : [[before, trial] as const];
  });
  const comparisons = comparePairs(pairs, { seed: head.experiment.seed });
  const changes = pairs.flatMap(([before, after]) =>
    COMPARED_METRICS.flatMap((metric): Change[] => {
      const comparison = comparisons.find((one) => one.metric === metric.path && one.trial === after.id);
      return comparison === undefined
        ? []
        : [{ label: trialLabel(after), metric, base: before, head: after, comparison }];
    }),
  );
  return { base, head, pairs, changes };
}

/** The shown changes for the worse. */
export const regressionsIn = ({ changes }: Changes): Change[] =>
  changes.filter(({ metric: { better }, comparison: { significant, cliffsDelta } }) => {
    if (!significant || cliffsDelta === null) return false;
    return better === "larger" ? cliffsDelta < 0 : better === "smaller" && cliffsDelta > 0;
  });
