// The definition of an option of PerfTest (version 2.25), and what Fairhare does with it. docs/coming-from-perftest.md and
// the messages for unknown flags are generated from it.
import type { OptionKey } from "../options/option.ts";

export interface PerfTestOption {
  /** Long flag without the dashes. */
  readonly name: string;
  /** Short flag without the dash; PerfTest has short flags of several letters. */
  readonly letters?: string;
  /** How many words after the flag belong to it. */
  readonly values: "none" | "one" | "many";
  readonly outcome: Outcome;
}

type Outcome =
  /** Same letter and same meaning; the long flag may differ. `note`: a difference in default or range. */
  | { readonly kind: "works"; readonly key: OptionKey; readonly note?: string }
  /** `use`: the flags that have the same effect. */
  | { readonly kind: "equivalent"; readonly use: string; readonly note?: string }
  /** `reason`: a sentence or two: why, and what to do. */
  | { readonly kind: "refused"; readonly reason: string };

/** `q, qos` → letters and name. */
type Names = `${string}, ${string}`;

function option(names: string, values: PerfTestOption["values"], outcome: Outcome): PerfTestOption {
  const [first = "", second] = names.split(", ");
  return second === undefined ? { name: first, values, outcome } : { letters: first, name: second, values, outcome };
}

export const works = (names: Names, values: PerfTestOption["values"], key: OptionKey, note?: string): PerfTestOption =>
  option(names, values, { kind: "works", key, ...(note === undefined ? {} : { note }) });

export const equivalent = (
  names: string,
  values: PerfTestOption["values"],
  use: string,
  note?: string,
): PerfTestOption => option(names, values, { kind: "equivalent", use, ...(note === undefined ? {} : { note }) });

export const refused = (names: string, values: PerfTestOption["values"], reason: string): PerfTestOption =>
  option(names, values, { kind: "refused", reason });
