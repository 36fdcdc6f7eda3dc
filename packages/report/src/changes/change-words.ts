// Sentences about the changes between two results: what is worse, and what makes the results hard to compare.
import { counted, formatChange, oneLine } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import { runsToShow } from "@fairhare/statistics";
import { differingSettings } from "@fairhare/workload";
import { joinWords } from "../words/list-words.ts";
import { settingName, trialLabel } from "../words/setting-words.ts";
import { type Changes, regressionsIn } from "./changes.ts";

/** `Worse: prefetch 1: makespan +4.4 %, completed/s −4.3 %.`, one sentence for each trial; empty if nothing is. */
export function regressionLines(changes: Changes): string[] {
  const worse = regressionsIn(changes);
  return [...new Set(worse.map(({ label }) => label))].map((label) => {
    const ofTrial = worse.filter((one) => one.label === label);
    const list = ofTrial.map(({ metric, comparison }) => `${metric.head} ${formatChange(comparison.relative)}`);
    return `Worse: ${label}: ${list.join(", ")}.`;
  });
}

export function changeNotes({ base, head, pairs, changes }: Changes): string[] {
  const runs = Math.min(...pairs.flatMap((pair) => pair.map((trial) => trial.runs.length)), Infinity);
  const tested = changes.filter(({ comparison }) => comparison.pAdjusted !== null).length;
  const needed = runsToShow(Math.max(1, tested));
  const matched = new Set(pairs.flat());
  const only = base.trials.filter((trial) => !matched.has(trial)).map(trialLabel);
  const added = head.trials.filter((trial) => !matched.has(trial)).map(trialLabel);
  return [
    ...(pairs.length === 0 ? ["The two results have no trial in common. Run both with the same flags."] : []),
    ...(only.length > 0 ? [`Only in the base: ${only.join("; ")}.`] : []),
    ...(added.length > 0 ? [`Only in the new results: ${added.join("; ")}.`] : []),
    ...pairs.flatMap(([before, after]) => {
      const names = differingSettings(before.settings, after.settings).map(settingName);
      return names.length === 0 ? [] : [`${trialLabel(after)} had other settings in the base: ${joinWords(names)}.`];
    }),
    ...differences(base, head).map(
      ([what, before, after]) => `The ${what} differ: ${before} in the base, ${after} in the new results.`,
    ),
    tested > 0
      ? `✱ marks a shown change: p < 0.05 (Mann–Whitney U), corrected for all ${tested} comparisons (Holm). ~ marks one that may be chance.`
      : "Nothing is tested: a test needs at least 4 runs of a trial in both results.",
    ...(runs < needed && pairs.length > 0
      ? [`With ${counted(runs, "run")} of a trial no change can be shown: use --repeat ${Math.max(needed, 6)} or more.`]
      : []),
  ];
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
