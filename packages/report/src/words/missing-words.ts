// Planned runs without a record, in words.
import { counted, formatCount } from "@fairhare/core";
import type { TrialResult } from "@fairhare/results";

/** `2 of 6 runs missing`; null when every planned run is there. */
export function missingRunsPhrase(trials: readonly Pick<TrialResult, "runs" | "missingRuns">[]): string | null {
  const missing = trials.reduce((sum, trial) => sum + trial.missingRuns, 0);
  const planned = missing + trials.reduce((sum, { runs }) => sum + runs.length, 0);
  return missing === 0 ? null : `${formatCount(missing)} of ${counted(planned, "run")} missing`;
}
