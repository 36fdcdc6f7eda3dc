// Selects trials by their settings, such as `prefetch=1,durability=confirmed`: for thresholds of some trials, and for the
// reference of comparisons. A value is matched as it was written, like the values of --exclude.
import { didYouMean } from "../mistakes/suggest.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";

/** A trial with its settings as texts, by the names that a selector may use. */
export interface SelectableTrial {
  readonly id: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** The ids of the trials that match all parts. Reports an unknown name, a value that no trial has, and no match at all. */
export function selectTrials(
  selector: string,
  place: string,
  trials: readonly SelectableTrial[],
  problems: PlanProblems,
): string[] {
  // The matrix was too large, which is a mistake of its own.
  if (trials.length === 0) return [];
  const parts = selector.split(",").map((part) => {
    const [name = "", ...rest] = part.split("=").map((word) => word.trim());
    return { name: camelCase(name), written: name, value: rest.join("=") };
  });
  const known = [...new Set(trials.flatMap(({ texts }) => [...texts.keys()]))];
  const wrong = parts.flatMap(({ name, written, value }) => {
    if (!known.includes(name)) return [noSetting(written, known)];
    const values = [...new Set(trials.flatMap(({ texts }) => texts.get(name) ?? []))];
    return values.includes(value) ? [] : [noValue(name, value, values)];
  });
  for (const message of wrong) problems.mistake(place, message);
  if (wrong.length > 0) return [];
  const found = trials.filter(({ texts }) => parts.every(({ name, value }) => texts.get(name) === value));
  if (found.length === 0)
    problems.mistake(place, `No trial has ${selector}. Use the settings of a trial that is not excluded.`);
  return found.map(({ id }) => id);
}

/** A selector may use the flag's spelling, `queue-type`. */
const camelCase = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

const noSetting = (name: string, known: readonly string[]): string =>
  name === ""
    ? "A selector must be settings and values, such as [prefetch=1]."
    : `"${name}" is not a setting of these trials.${didYouMean(name, known)}`;

const noValue = (name: string, value: string, values: readonly string[]): string =>
  values.length === 0
    ? `${name} has no value here. Remove it from the selector.`
    : `No trial has ${name}=${value}. Use one of ${values.join(", ")}.`;
