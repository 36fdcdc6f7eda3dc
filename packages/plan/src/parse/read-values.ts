// Parses the texts that one source gives for one option, and reports the invalid ones. Combinations of values are
// checked in ../rules.
import { type Given, MAX_VALUES, type Source, tooMany } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import type { OptionKey, OptionValues } from "../options/option.ts";
import { isMisplacedUri, shown } from "../options/shown.ts";
import { OPTIONS } from "../options/table.ts";
import { didYouMean } from "../mistakes/suggest.ts";
import type { Written } from "./written.ts";

export function readValues<K extends OptionKey>(
  key: K,
  source: Source,
  written: readonly Written[],
  problems: PlanProblems,
): Given<OptionValues[K]>[] {
  const { kind, axis, repeatable, mayRecur } = OPTIONS[key];
  const values: Given<OptionValues[K]>[] = [];
  if (written.length > MAX_VALUES) {
    problems.mistake(withoutValue(written[0]?.place ?? ""), tooMany(written.length));
    return [];
  }
  for (const { text, place } of written) {
    const value = isMisplacedUri(key, text) ? undefined : kind.read(text);
    if (value === undefined) problems.mistake(place, expectation(key, text));
    else values.push({ value, text: shown(key, text), place, source });
  }
  if (values.length > 1 && !axis && !repeatable)
    problems.mistake(places(values), `--${OPTIONS[key].flag} is the same in all trials. Use a single value.`);
  return mayRecur ? values : withoutRepetition(values, problems);
}

/** "Must be …", with a hint: the nearest word, the missing unit, or how to write a list. */
function expectation(key: OptionKey, text: string): string {
  const { kind, axis } = OPTIONS[key];
  if (text === "")
    return axis
      ? `The list contains an empty value. Remove the extra ${kind.separate === undefined ? "comma" : "comma or semicolon"}.`
      : "The value is empty. Add one, or remove the option.";
  if (isMisplacedUri(key, text)) return "This looks like a broker URI. Use --uri for it.";
  const problem = kind.problem?.(text);
  if (problem !== undefined) return `Must be ${kind.expects}. ${problem}`;
  const needsUnit = kind.syntax === "DURATION" && !kind.takesBareNumber && /^\d+(\.\d+)?$/.test(text);
  const unit = needsUnit ? " The unit is missing." : "";
  // 20,000 is split into 20 and 000. No number is written like the second one.
  const thousands =
    axis && /^0\d\d$/.test(text) ? " A comma separates values; write a number without commas, such as 20000." : "";
  return `Must be ${kind.expects}.${unit}${thousands}${nearestChoice(text, kind.choices ?? [])}`;
}

/** Of `pareto:x` or `pareto`, the name before the colon is right and the rest is not: there is nothing else to suggest. */
function nearestChoice(text: string, choices: readonly string[]): string {
  const name = text.split(":")[0] ?? text;
  return choices.includes(name) ? "" : didYouMean(name, choices);
}

/** Reports repeated values and keeps the first: repeats of a trial are requested with --repeat. */
function withoutRepetition<T>(values: readonly Given<T>[], problems: PlanProblems): Given<T>[] {
  const seen = new Map<string, Given<T>>();
  for (const given of values) {
    const identity = JSON.stringify(given.value);
    const earlier = seen.get(identity);
    if (earlier === undefined) seen.set(identity, given);
    else
      problems.mistake(places([earlier, given]), "The same value is given twice. Use --repeat to run a trial again.");
  }
  return [...seen.values()];
}

const places = (values: readonly Given<unknown>[]): string => values.map(({ place }) => place).join(" and ");

/** `--workers`, `FAIRHARE_WORKERS`, `plan.json: workers`. */
const withoutValue = (place: string): string => /^(--\S+|FAIRHARE_\w+|.*?: \w+)/s.exec(place)?.[1] ?? place;
