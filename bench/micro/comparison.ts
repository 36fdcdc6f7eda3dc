// Whether a benchmark changed since an earlier measurement. Two measurements differ when every pass of one is faster than
// every pass of the other: with five passes each, that happens by chance in 0.8 % of the rows.
import { type Row, nanosecondsOf } from "./suite.ts";

export interface Change {
  /** Relative, of the medians: 0.1 is 10 % slower. */
  readonly relative: number;
  /** The passes of both overlap: the difference may be noise. */
  readonly isNoise: boolean;
}

/** Fewest passes of both sides for which passes that do not overlap show a difference (2 / C(8, 4) is 2.9 %). */
export const FEWEST_PASSES = 4;

/** Undefined if the earlier measurement does not have the row. */
export function changeOf(row: Row, earlier: readonly Row[]): Change | undefined {
  const before = earlier.find(({ name }) => name === row.name);
  if (before === undefined) return undefined;
  const isApart =
    Math.max(...row.passes) < Math.min(...before.passes) || Math.min(...row.passes) > Math.max(...before.passes);
  const isEnough = Math.min(row.passes.length, before.passes.length) >= FEWEST_PASSES;
  return { relative: nanosecondsOf(row) / nanosecondsOf(before) - 1, isNoise: !isApart || !isEnough };
}
