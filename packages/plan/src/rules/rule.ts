// The type of a rule: it checks one trial and reports conflicts with the places of the settings. Apart from the rules,
// because every file of rules needs it.
import type { Fault, TrialSettings } from "@fairhare/workload";
import { type Cell, type Given, placeOf } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";

export interface Candidate {
  readonly settings: TrialSettings;
  readonly cell: Cell;
  /** The faults of the settings, each with its place. */
  readonly faults: readonly Given<Fault>[];
  readonly problems: PlanProblems;
}
export type Rule = (candidate: Candidate) => void;

/** Reports a conflict between the involved values; does nothing when one of them was invalid and replaced by its default. */
export function refuse(
  problems: PlanProblems,
  involved: readonly (Given<unknown> | undefined)[],
  message: string,
): void {
  const given = involved.filter((one) => one !== undefined);
  if (!given.some((one) => one.standsIn)) problems.mistake(given.map(placeOf).join(" with "), message);
}
