// Planned runs that left nothing behind, in words.
import type { Results, TrialResult } from "@fairhare/results";
import { formatCount } from "../format.ts";
import { counted } from "./list-words.ts";
import { trialLabel } from "./setting-words.ts";

/** `2 of 6 runs missing`; null when every planned run is there. */
export function missingRunsPhrase(trials: readonly Pick<TrialResult, "runs" | "missingRuns">[]): string | null {
  const missing = trials.reduce((sum, trial) => sum + trial.missingRuns, 0);
  const planned = missing + trials.reduce((sum, { runs }) => sum + runs.length, 0);
  return missing === 0 ? null : `${formatCount(missing)} of ${counted(planned, "run")} missing`;
}

/** A warning that says of which trials; null when every planned run is there. */
export function missingRunsWarning({ trials }: Pick<Results, "trials">): string | null {
  const phrase = missingRunsPhrase(trials);
  if (phrase === null) return null;
  const incomplete = trials.filter(({ missingRuns }) => missingRuns > 0);
  const which =
    trials.length > 1 ? ` (${incomplete.map((trial) => `${trialLabel(trial)}: ${trial.missingRuns}`).join("; ")})` : "";
  return `${phrase}${which}. They left no record: the bench ended before or during them. Run the experiment again to measure them.`;
}
