// What was demanded and whether it held, a line each.
import type { Results } from "@fairhare/results";

export const thresholdLines = ({ thresholds }: Pick<Results, "thresholds">): string[] =>
  thresholds.map(({ expression, ok, actual }) => `${ok ? "✓" : "✗"} ${expression} (${measuredText(actual)})`);

/** All digits that tell it from the limit: a threshold of 0.95 missed by 0.9499 must not read as met. */
const measuredText = (actual: number | null): string =>
  actual === null ? "could not be measured" : `measured ${Number(actual.toPrecision(6))}`;
