// A value together with where it came from, so that every complaint about it can name its place.
import type { OptionKey, OptionValues } from "./option.ts";

/** Ordered: a stronger source's value replaces a weaker one's. `shared` is a variable that other programs read too. */
export const Source = { default: 0, shared: 1, file: 2, environment: 3, flag: 4 } as const;
export type Source = (typeof Source)[keyof typeof Source];

export interface Given<T> {
  readonly value: T;
  /** As it was written, secrets redacted; for trial ids. */
  readonly text: string;
  /** `--workers 0`, `FAIRHARE_WORKERS=0`, `plan.json: workers[1] = 0`. */
  readonly place: string;
  readonly source: Source;
  /** The default stands in for what could not be read, so that the rest of the plan can still be judged. */
  readonly standsIn?: true;
}

/** All values of every option that was given or has a default; several where the matrix varies it. */
export type GivenOptions = { [K in OptionKey]?: readonly Given<OptionValues[K]>[] };

/** One value of every option: what a single trial is made of. */
export type Cell = { readonly [K in OptionKey]?: Given<OptionValues[K]> };

export const isExplicit = <T>(given: Given<T> | undefined): given is Given<T> =>
  given !== undefined && given.source !== Source.default;

/** Whether `one` was given by a stronger source than `other`, or `other` was not given at all. */
export const isStronger = (one: Given<unknown>, other: Given<unknown> | undefined): boolean =>
  other === undefined || one.source > other.source;

/** Its place, when the user chose it; its default, named as such, when not. */
export const placeOf = (given: Given<unknown>): string =>
  given.source === Source.default ? `${given.place} (the default)` : given.place;

/** How many values an option takes at most: more than an experiment has runs say nothing. */
export const MAX_VALUES = 1_000;

export const tooMany = (count: number): string =>
  `There are ${count.toLocaleString("en-US")} values, and ${MAX_VALUES.toLocaleString("en-US")} is the limit. Give fewer.`;
