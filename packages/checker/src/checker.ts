// A checker takes the history of a run and its settings, and answers with its part of the result.
import type { Threshold, TrialSettings } from "@fairhare/workload";
import type { History } from "./history/history.ts";

export interface CheckSettings {
  readonly trial: TrialSettings;
  /** As the broker reported it; some of its limits depend on it. */
  readonly brokerVersion: string;
  /** The thresholds of the experiment. */
  readonly thresholds: readonly Threshold[];
}

export type Checker<Part> = (history: History, settings: CheckSettings) => Part;

/** For a part that other checkers build on: computed at the first call for a history, remembered as long as it lives. */
export function oncePerHistory<Part extends object>(check: Checker<Part>): Checker<Part> {
  const known = new WeakMap<History, Part>();
  return (history, settings) => {
    const before = known.get(history);
    if (before !== undefined) return before;
    const part = check(history, settings);
    known.set(history, part);
    return part;
  };
}
