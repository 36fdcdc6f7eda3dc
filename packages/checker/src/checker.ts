// The signature of a checker: it derives its part of the result from the history of a run and its settings.
import type { AgentHost, EvidenceSources } from "@fairhare/results";
import type { Threshold, TrialSettings } from "@fairhare/workload";
import type { History } from "./history/history.ts";

export interface CheckSettings {
  /** Acknowledgement and prefetch of the user's programs are those that were observed. */
  readonly trial: TrialSettings;
  /** As the broker reported it; some limits of RabbitMQ depend on its version. */
  readonly brokerVersion: string;
  /** Those that concern the trial. */
  readonly thresholds: readonly Threshold[];
  readonly sources: EvidenceSources;
  /** Those that ran processes, in the order of their first ones; empty on one host, or if they were not recorded. */
  readonly agents: readonly AgentHost[];
}

export type Checker<Part> = (history: History, settings: CheckSettings) => Part;

/** For a part that several checkers need: computes it once per history. */
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
