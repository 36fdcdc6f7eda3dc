// Plans the faults of the trials: each --fault adds its fault to all of them, and one with alternatives is an axis of
// the matrix.
import type { Fault } from "@fairhare/workload";
import { type Given, MAX_VALUES, tooMany } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import { parseFault } from "./parse-fault.ts";

/** Separates the alternatives of one --fault. */
const ALTERNATIVE = "|";
/** The alternative without a fault. */
const NO_FAULT = "none";

export interface FaultPlan {
  /** The original text. */
  readonly text: string;
  readonly faults: readonly Given<Fault>[];
}

/** All combinations of alternatives, at least the one without faults. Reports and omits invalid faults. */
export function planFaults(written: readonly Given<string>[], problems: PlanProblems): FaultPlan[] {
  const nothing: FaultPlan = { text: "", faults: [] };
  const count = written.reduce((product, { value }) => product * value.split(ALTERNATIVE).length, 1);
  if (count > MAX_VALUES) {
    problems.mistake("--fault", `The alternatives make too many combinations. ${tooMany(count)}`);
    return [nothing];
  }
  return written.reduce<FaultPlan[]>(
    (plans, one) => {
      const alternatives = readAlternatives(one, problems);
      return plans.flatMap((plan) => alternatives.map((alternative) => together(plan, alternative)));
    },
    [nothing],
  );
}

function readAlternatives(written: Given<string>, problems: PlanProblems): FaultPlan[] {
  const texts = written.value.split(ALTERNATIVE).map((text) => text.trim());
  const repeated = texts.find((text, index) => texts.indexOf(text) < index);
  if (repeated !== undefined)
    problems.mistake(written.place, `The alternative "${repeated}" is given twice. Use --repeat to run a trial again.`);
  return texts.map((text) => {
    if (text === NO_FAULT) return { text, faults: [] };
    const fault = parseFault({ ...written, value: text }, problems);
    return { text, faults: fault ? [fault] : [] };
  });
}

const together = (one: FaultPlan, other: FaultPlan): FaultPlan => ({
  text: [one.text, other.text].filter((text) => text !== "").join(" "),
  faults: [...one.faults, ...other.faults],
});
