// Whether the times in a history can be right: no schedule beats the lower bound of the makespan.
import { fromMilliseconds } from "@fairhare/core";
import { type Finding, finding } from "@fairhare/findings";
import type { TrialSettings } from "@fairhare/workload";

/** Costs are recorded in microseconds, and the clocks of two processes differ by as much. */
const LEAST_TOLERANCE = fromMilliseconds(1);
/** `--work cpu` counts the CPU time of all threads of a process, so it may take less than its cost. */
const TOLERANCE = { sleep: 0.001, cpu: 0.2, none: 0.001 } as const;

/** Both in nanoseconds. */
export function boundGaps(
  makespan: number | null,
  bound: number | null,
  { work }: Pick<TrialSettings, "work">,
): Finding[] {
  if (makespan === null || bound === null) return [];
  if (makespan >= bound - Math.max(LEAST_TOLERANCE, bound * TOLERANCE[work])) return [];
  return [finding("makespan-below-bound", { makespanMs: makespan / 1e6, boundMs: bound / 1e6 })];
}
