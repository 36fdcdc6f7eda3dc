// The pairs of trials that are compared: --compare and --reference.
import type { ComparedPairs, Trial } from "@fairhare/workload";
import type { PlanProblems } from "../mistakes/mistake.ts";
import type { GivenOptions } from "../options/given.ts";
import type { SelectTrials } from "./threshold.ts";

/** 20 trials: a table of more pairs has no reader. */
const MAX_PAIRS = 190;

/** Undefined for the default: every trial with the first one. */
export function comparedPairs(
  { compare, reference }: GivenOptions,
  trials: readonly Trial[],
  select: SelectTrials,
  problems: PlanProblems,
): ComparedPairs | undefined {
  const [mode] = compare ?? [];
  const [named] = reference ?? [];
  const isAllPairs = mode?.value === "all-pairs";
  const pairs = (trials.length * (trials.length - 1)) / 2;
  if (isAllPairs && pairs > MAX_PAIRS)
    problems.mistake(
      mode.place,
      `${trials.length} trials have ${pairs.toLocaleString("en-US")} pairs, and the limit is ${MAX_PAIRS}. Use fewer trials, or --reference.`,
    );
  const found = named === undefined ? [] : select(named.value, named.place);
  if (named !== undefined && found.length > 1)
    problems.mistake(named.place, `${found.length} trials have these settings. Name the settings of one trial.`);
  const id = found[0] ?? trials[0]?.id;
  return id === undefined || (!isAllPairs && named === undefined) ? undefined : { reference: id, isAllPairs };
}
