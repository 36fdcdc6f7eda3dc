// The catalogue of findings: every finding that a run can have, as data with a code and as a sentence.
import { CLOCK_FINDINGS } from "./clocks.ts";
import type { Definition, Severity, Values } from "./definition.ts";
import { EVIDENCE_FINDINGS } from "./evidence.ts";
import { FLEET_FINDINGS } from "./fleet.ts";
import { LOAD_FINDINGS } from "./load.ts";
import { NOISE_FINDINGS } from "./noise.ts";
import { ORCHESTRATOR_FINDINGS } from "./orchestrator.ts";
import { OUTCOME_FINDINGS } from "./outcome.ts";
import { QUEUE_FINDINGS } from "./queue.ts";
import { PRIORITY_FINDINGS } from "./priorities.ts";
import { TAP_FINDINGS } from "./tap.ts";
import { PROGRAM_FINDINGS } from "./programs.ts";

export const CATALOGUE = {
  ...OUTCOME_FINDINGS,
  ...EVIDENCE_FINDINGS,
  ...FLEET_FINDINGS,
  ...CLOCK_FINDINGS,
  ...QUEUE_FINDINGS,
  ...PRIORITY_FINDINGS,
  ...ORCHESTRATOR_FINDINGS,
  ...LOAD_FINDINGS,
  ...NOISE_FINDINGS,
  ...TAP_FINDINGS,
  ...PROGRAM_FINDINGS,
};

export type FindingCode = keyof typeof CATALOGUE;
type ValuesOf<C extends FindingCode> = (typeof CATALOGUE)[C] extends Definition<infer V> ? V : never;

/** As results.json stores it. `code` may be unknown here if a later version of Fairhare wrote it. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly values: Values;
}

/** A code without values takes no second argument. */
export function finding<C extends FindingCode>(
  code: C,
  ...values: Values extends ValuesOf<C> ? [] : [ValuesOf<C>]
): Finding {
  return { code, severity: CATALOGUE[code].severity, values: values[0] ?? {} };
}

/** The finding as one sentence. If this version does not know the code or the values: the code and the values as JSON. */
export function findingSentence({ code, values }: Finding): string {
  try {
    const sentence = definitionOf(code)?.sentence(refuseMissing(values));
    if (sentence !== undefined) return sentence;
  } catch {
    // The values of a stored finding can have any shape: another version or a script may have written them.
  }
  return `${code} ${JSON.stringify(values)}`;
}

/** Reading a value that is not there throws, so that no sentence contains "undefined". */
function refuseMissing(values: Values): Values {
  return new Proxy(values, {
    get(target, name) {
      const value = Object.hasOwn(target, name) ? target[String(name)] : undefined;
      if (value === undefined) throw new TypeError(`The finding has no value ${String(name)}.`);
      return value;
    },
  });
}

/** The most severe of several findings with the same code; the first one if the code has no weight. */
export function worstFinding(findings: readonly [Finding, ...Finding[]]): Finding {
  const weight = definitionOf(findings[0].code)?.weight;
  if (weight === undefined) return findings[0];
  return findings.reduce((worst, one) => (weight(one.values) > weight(worst.values) ? one : worst));
}

const DEFINITIONS: ReadonlyMap<string, Definition<Values>> = new Map(
  Object.entries(CATALOGUE as Readonly<Record<string, unknown>>) as [string, Definition<Values>][],
);

const definitionOf = (code: string): Definition<Values> | undefined => DEFINITIONS.get(code);
