// The thresholds of `compare`: parsed as those of a run, and judged over the new results with the base as their baseline.
import { baselineOf, parseThreshold, PlanProblems, type SelectableTrial, selectTrials } from "@fairhare/plan";
import { metricNames, metricPath, type Results, type ThresholdResult } from "@fairhare/results";
import { evaluateThresholds } from "@fairhare/statistics";
import { baselineSource, runsNeeded } from "@fairhare/store";

interface Pair {
  readonly before: Results;
  readonly after: Results;
  /** The base as the user named it. */
  readonly source: string;
  readonly isStrict: boolean;
}

interface Judged {
  readonly results: readonly ThresholdResult[];
  readonly warnings: readonly string[];
}

/** @throws InvalidPlanError with all mistakes in the thresholds. */
export function evaluateAgainst(texts: readonly string[], { before, after, source, isStrict }: Pair): Judged {
  if (texts.length === 0) return { results: [], warnings: [] };
  const problems = new PlanProblems();
  const selectable = after.trials.map(({ id }) => textsOfId(id));
  const metrics = { names: metricNames(), path: metricPath };
  const thresholds = texts.flatMap((text) => {
    const place = `--threshold ${text}`;
    const select = (selector: string): string[] => selectTrials(selector, place, selectable, problems);
    return parseThreshold({ value: text, place }, metrics, select, problems) ?? [];
  });
  const repeat = Math.min(
    ...after.trials.map(({ runs }) => runs.filter(({ verdict }) => verdict !== "unknown").length),
  );
  const baseline = baselineOf(
    baselineSource(before),
    { trials: after.trials, thresholds, placeOf: ({ expression }) => `--threshold ${expression}`, repeat },
    { source, place: `compare ${source}`, isStrict, baselines: { runsNeeded } },
    problems,
  );
  problems.throwIfAny();
  return { results: evaluateThresholds(thresholds, after.trials, baseline), warnings: problems.warnings };
}

/** Results have the varied settings as texts in the ids of their trials only. */
const textsOfId = (id: string): SelectableTrial => ({
  id,
  texts: new Map(
    id.split(",").flatMap((part): [string, string][] => {
      const at = part.indexOf("=");
      return at < 0 ? [] : [[part.slice(0, at), part.slice(at + 1)]];
    }),
  ),
});
