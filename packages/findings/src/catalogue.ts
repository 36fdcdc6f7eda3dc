// Every finding that a run can have: its code, its severity, its values and its sentence.
import type { Definition, Severity, Values } from "./definition.ts";
import { EVIDENCE_FINDINGS } from "./evidence.ts";
import { FLEET_FINDINGS } from "./fleet.ts";
import { LOAD_FINDINGS } from "./load.ts";
import { ORCHESTRATOR_FINDINGS } from "./orchestrator.ts";
import { OUTCOME_FINDINGS } from "./outcome.ts";

export const CATALOGUE = {
  ...OUTCOME_FINDINGS,
  ...EVIDENCE_FINDINGS,
  ...FLEET_FINDINGS,
  ...ORCHESTRATOR_FINDINGS,
  ...LOAD_FINDINGS,
};

export type FindingCode = keyof typeof CATALOGUE;
type ValuesOf<C extends FindingCode> = (typeof CATALOGUE)[C] extends Definition<infer V> ? V : never;

/** As results.json stores it. A code of a later version is not in this catalogue. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly values: Values;
}

/** `values` may be left out where the code has none. */
export function finding<C extends FindingCode>(
  code: C,
  ...values: Values extends ValuesOf<C> ? [] : [ValuesOf<C>]
): Finding {
  return { code, severity: CATALOGUE[code].severity, values: values[0] ?? {} };
}

/** As one sentence. For a code or values that this version does not know: the code with its values. */
export function findingSentence({ code, values }: Finding): string {
  try {
    const sentence = definitionOf(code)?.sentence(values);
    if (sentence !== undefined) return sentence;
  } catch {
    // A script has changed the values of a stored finding.
  }
  return `${code} ${JSON.stringify(values)}`;
}

/** The one of several findings of one code that a reader has to see. */
export function worstFinding(findings: readonly [Finding, ...Finding[]]): Finding {
  const weight = definitionOf(findings[0].code)?.weight;
  if (weight === undefined) return findings[0];
  return findings.reduce((worst, one) => (weight(one.values) > weight(worst.values) ? one : worst));
}

const DEFINITIONS: ReadonlyMap<string, Definition<Values>> = new Map(
  Object.entries(CATALOGUE as Readonly<Record<string, unknown>>) as [string, Definition<Values>][],
);

const definitionOf = (code: string): Definition<Values> | undefined => DEFINITIONS.get(code);
