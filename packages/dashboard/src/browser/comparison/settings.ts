// The settings that the matrix varied, and the order of their values: numbers by size, `unlimited` last.
import { settingValue } from "@fairhare/report";
import type { TrialResult } from "@fairhare/results";

export const variedSettings = (trials: readonly TrialResult[]): string[] => [
  ...new Set(trials.flatMap(({ varied }) => varied)),
];

/** The values of a setting as written, each once, in order. */
export function valuesOf(trials: readonly TrialResult[], name: string): string[] {
  const values = new Map(
    trials.map(({ settings }) => [settingValue(name, settings[name]), sizeOf(name, settings[name])]),
  );
  const isSorted = [...values.values()].every((size) => size !== null);
  const written = [...values];
  return (isSorted ? written.toSorted(([, a], [, b]) => compare(a ?? 0, b ?? 0)) : written).map(([value]) => value);
}

/** The place of a trial's value among all values of the setting. */
export const settingOrder = (trials: readonly TrialResult[], name: string, trial: TrialResult): number =>
  valuesOf(trials, name).indexOf(settingValue(name, trial.settings[name]));

/** A prefetch of 0 means no limit. */
function sizeOf(name: string, value: unknown): number | null {
  if (name === "prefetch" && value === 0) return Infinity;
  if (name === "ratePerSecond" && value === null) return Infinity;
  return typeof value === "number" ? value : null;
}

/** Infinity is equal to itself. */
const compare = (a: number, b: number): number => (a === b ? 0 : a - b);
