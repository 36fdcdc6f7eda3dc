// What a rule is: it sees one trial, and reports the places where the user wrote what collides.
import type { Fault, TrialSettings } from "@fairhare/workload";
import { type Cell, type Given, placeOf } from "../options/given.ts";
import type { Findings } from "../mistakes/mistake.ts";

export interface Candidate {
  readonly settings: TrialSettings;
  readonly cell: Cell;
  /** Those of the settings, each with where it was written. */
  readonly faults: readonly Given<Fault>[];
  readonly findings: Findings;
}
export type Rule = (candidate: Candidate) => void;

/** Says nothing when one of them could not be read: what was meant is not known. */
export function refuse(findings: Findings, involved: readonly (Given<unknown> | undefined)[], message: string): void {
  const given = involved.filter((one) => one !== undefined);
  if (!given.some((one) => one.standsIn)) findings.mistake(given.map(placeOf).join(" with "), message);
}
