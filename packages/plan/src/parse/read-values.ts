// The texts of one option from one source → its values, or what is wrong with them. What values mean together is the
// rules' to say.
import { type Given, MAX_VALUES, type Source, tooMany } from "../options/given.ts";
import type { Findings } from "../mistakes/mistake.ts";
import type { OptionKey, OptionValues } from "../options/option.ts";
import { isMisplacedUri, shown } from "../options/shown.ts";
import { OPTIONS } from "../options/table.ts";
import { didYouMean } from "../mistakes/suggest.ts";
import type { Written } from "./written.ts";

export function readValues<K extends OptionKey>(
  key: K,
  source: Source,
  written: readonly Written[],
  findings: Findings,
): Given<OptionValues[K]>[] {
  const { kind, axis, repeatable, mayRecur } = OPTIONS[key];
  const values: Given<OptionValues[K]>[] = [];
  if (written.length > MAX_VALUES) {
    findings.mistake(withoutValue(written[0]?.place ?? ""), tooMany(written.length));
    return [];
  }
  for (const { text, place } of written) {
    const value = isMisplacedUri(key, text) ? undefined : kind.read(text);
    if (value === undefined) findings.mistake(place, expectation(key, text));
    else values.push({ value, text: shown(key, text), place, source });
  }
  if (values.length > 1 && !axis && !repeatable)
    findings.mistake(places(values), `--${OPTIONS[key].flag} is the same for all trials; give a single value.`);
  return mayRecur ? values : withoutRepetition(values, findings);
}

/** "Expects …", with the nearest word, or what a list or a unit would look like. */
function expectation(key: OptionKey, text: string): string {
  const { kind, axis } = OPTIONS[key];
  if (text === "")
    return axis ? "There is an empty value in this list; take out the comma too much." : "The value is empty.";
  if (isMisplacedUri(key, text)) return "This looks like the URI of a broker; give it with --uri.";
  const problem = kind.problem?.(text);
  if (problem !== undefined) return `Expects ${kind.expects}. ${problem}`;
  const unit = kind.syntax === "DURATION" && /^\d+(\.\d+)?$/.test(text) ? " The unit is missing." : "";
  return `Expects ${kind.expects}.${unit}${didYouMean(text.split(":")[0] ?? text, kind.choices ?? [])}`;
}

/** The same trial twice would be a repeat in disguise; only the first of them is kept. */
function withoutRepetition<T>(values: readonly Given<T>[], findings: Findings): Given<T>[] {
  const seen = new Map<string, Given<T>>();
  for (const given of values) {
    const identity = JSON.stringify(given.value);
    const earlier = seen.get(identity);
    if (earlier === undefined) seen.set(identity, given);
    else
      findings.mistake(places([earlier, given]), "The same value is there twice. To run a trial again, use --repeat.");
  }
  return [...seen.values()];
}

const places = (values: readonly Given<unknown>[]): string => values.map(({ place }) => place).join(" and ");

/** `--workers`, `FAIRHARE_WORKERS`, `plan.json: workers`. */
const withoutValue = (place: string): string => /^(--\S+|FAIRHARE_\w+|.*?: \w+)/s.exec(place)?.[1] ?? place;
