// Matchers for vitest and jest: `expect.extend(fairhareMatchers)`. An unknown verdict meets no expectation, and not its
// negation either.
import { formatJain } from "@fairhare/core";
import { thresholdLines, verdictSentence } from "@fairhare/report";
import { type Results, resultsSchema, type RunResult, type TrialResult } from "@fairhare/results";

export interface FairnessLimits {
  /** Lower limit of Jain's index by busy time, 0 to 1. Default: 0.95, unless `jainTasks` is set. */
  readonly jainBusy?: number;
  /** Lower limit of Jain's index by completed tasks, 0 to 1. */
  readonly jainTasks?: number;
}

/** The methods of `expect(results)`. */
export interface FairhareMatchers<R = void> {
  /** No task was lost in any run. */
  toHaveLostNothing(): R;
  /** The workers had equal shares in each run: by busy time, Jain's index is at least 0.95. */
  toBeFair(limits?: FairnessLimits): R;
  /** Every `threshold` of the experiment holds. */
  toMeetThresholds(): R;
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What the test runner passes as `this`. */
interface State {
  readonly isNot?: boolean;
}

export const fairhareMatchers: {
  toHaveLostNothing(this: State, received: unknown): Outcome;
  toBeFair(this: State, received: unknown, limits?: FairnessLimits): Outcome;
  toMeetThresholds(this: State, received: unknown): Outcome;
} = {
  toHaveLostNothing(received) {
    const results = resultsFrom(received, "toHaveLostNothing");
    const lost = runsOf(results).reduce((sum, { ledger }) => sum + ledger.lost, 0);
    const holds = lost > 0 ? false : isComplete(results) ? true : null;
    return outcome(this, holds, "no task to be lost", results);
  },
  toBeFair(received, limits = {}) {
    const results = resultsFrom(received, "toBeFair");
    const wanted = { ...(limits.jainTasks === undefined ? { jainBusy: 0.95 } : {}), ...limits };
    const checks = (["jainBusy", "jainTasks"] as const).flatMap((index) => {
      const limit = wanted[index];
      return limit === undefined ? [] : [{ index, limit }];
    });
    const values = runsOf(results).flatMap(({ fairness }) =>
      checks.map(({ index, limit }) => ({ value: fairness[index], limit })),
    );
    const isMissed = values.some(({ value, limit }) => value !== null && value < limit);
    const isKnown = isComplete(results) && values.every(({ value }) => value !== null);
    const holds = isMissed ? false : isKnown ? true : null;
    const sentence = checks
      .map(({ index, limit }) => `${JAIN[index]} to be at least ${formatJain(limit)}`)
      .join(" and ");
    return outcome(this, holds, sentence, results);
  },
  toMeetThresholds(received) {
    const results = resultsFrom(received, "toMeetThresholds");
    const { thresholds } = results;
    if (thresholds.length === 0)
      throw new TypeError('These results have no thresholds. Set some: run({ threshold: ["lost==0", "p99<500"] }).');
    const missed = thresholds.some(({ ok, actual }) => !ok && actual !== null);
    const holds = missed ? false : thresholds.every(({ ok }) => ok) && isComplete(results) ? true : null;
    return outcome(this, holds, "all thresholds to hold", results, thresholdLines(results));
  },
};

const JAIN = {
  jainBusy: "Jain's index by busy time",
  jainTasks: "Jain's index by completed tasks",
} as const;

/** `holds` is null if the evidence is incomplete: the assertion then fails, and so does its negation. */
function outcome(
  { isNot = false }: State,
  holds: boolean | null,
  expected: string,
  results: WithDirectory,
  details: readonly string[] = [],
): Outcome {
  const pass = holds ?? isNot;
  const headline =
    holds === null
      ? `Expected ${expected}, but this is unknown: the value was not measured, or the evidence of the run is incomplete.`
      : `Expected ${pass ? "the opposite of: " : ""}${expected}.`;
  const { directory } = results;
  return {
    pass,
    message: () =>
      [
        headline,
        "",
        ...details,
        ...results.trials.map((trial: TrialResult) => verdictSentence(trial)),
        ...(directory === undefined ? [] : ["", `Report: npx fairhare report ${directory}`]),
      ].join("\n"),
  };
}

type WithDirectory = Results & { readonly directory?: string };

/** Also accepts results.json of an earlier version, which may lack fields. */
function resultsFrom(received: unknown, matcher: string): WithDirectory {
  const { success, data } = resultsSchema.safeParse(received);
  if (!success) {
    const hint = received instanceof Promise ? " Await the promise first." : "";
    throw new TypeError(`${matcher}() needs the results of run(), or the content of results.json.${hint}`);
  }
  const { directory } = received as { readonly directory?: unknown };
  return { ...data, ...(typeof directory === "string" ? { directory } : {}) };
}

const runsOf = ({ trials }: Results): RunResult[] => trials.flatMap(({ runs }) => runs);

const isComplete = ({ trials }: Results): boolean =>
  trials.every(
    ({ runs, missingRuns }) =>
      runs.length > 0 &&
      missingRuns === 0 &&
      runs.every(({ evidence, verdict }) => evidence.complete && verdict !== "unknown"),
  );
