// An option value together with its source and place, so that every error can name where the value was given.
import type { OptionKey, OptionValues } from "./option.ts";

/** In order of precedence, weakest first. `shared` is an environment variable that other programs read as well. */
export const Source = { default: 0, shared: 1, file: 2, environment: 3, flag: 4 } as const;
export type Source = (typeof Source)[keyof typeof Source];

export interface Given<T> {
  readonly value: T;
  /** The original text with secrets redacted; used in trial ids. */
  readonly text: string;
  /** `--workers 0`, `FAIRHARE_WORKERS=0`, `plan.json: workers[1] = 0`. */
  readonly place: string;
  readonly source: Source;
  /** The given text was invalid; this is the default, so that the rest of the plan can still be checked. */
  readonly standsIn?: true;
}

/** The values of every option that was given or has a default; several when the option is an axis of the matrix. */
export type GivenOptions = { [K in OptionKey]?: readonly Given<OptionValues[K]>[] };

/** One value of every option: the input of a single trial. */
export type Cell = { readonly [K in OptionKey]?: Given<OptionValues[K]> };

export const isExplicit = <T>(given: Given<T> | undefined): given is Given<T> =>
  given !== undefined && given.source !== Source.default;

/** Whether the source of `one` takes precedence over that of `other`; true when `other` is absent. */
export const isStronger = (one: Given<unknown>, other: Given<unknown> | undefined): boolean =>
  other === undefined || one.source > other.source;

/** Where the value was given; a default is marked as such. */
export const placeOf = (given: Given<unknown>): string =>
  given.source === Source.default ? `${given.place} (the default)` : given.place;

/** Maximum number of values of an option, equal to the maximum number of runs. */
export const MAX_VALUES = 1_000;

export const tooMany = (count: number): string =>
  `Too many values: ${count.toLocaleString("en-US")}, and the limit is ${MAX_VALUES.toLocaleString("en-US")}. Use fewer.`;
