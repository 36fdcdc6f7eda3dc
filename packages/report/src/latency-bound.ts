// By how much the clocks of several hosts may falsify the latencies of a trial, for its tables, pictures and the page.
import { formatMs } from "@fairhare/core";
import type { Latency, LatencyAcrossHosts, RunResult, TrialResult } from "@fairhare/results";

type Trial = Pick<TrialResult, "runs">;

/** Milliseconds, the largest of all runs; null if it is not known in one, undefined if one clock measured the latency. */
export function latencyBound({ runs }: Trial, phase: keyof RunResult["latencyMs"]): number | null | undefined {
  const bounds = runs.map(({ latencyMs }) => boundOf(latencyMs[phase])).filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : worstError(bounds);
}

/** A clause about the latencies between hosts; empty if there are none. */
export function boundClause(trials: readonly Trial[]): string {
  const bounds = trials
    .flatMap((trial) => [latencyBound(trial, "endToEnd"), latencyBound(trial, "queueWait")])
    .filter((bound) => bound !== undefined);
  if (bounds.length === 0) return "";
  const worst = worstError(bounds);
  return worst === null
    ? "the error of end to end and queue wait, because of the clocks of the hosts, is not known"
    : `end to end and queue wait are wrong by at most ${formatMs(worst)}, because of the clocks of the hosts`;
}

/** The largest one; null if one of them is not known. */
export const worstError = (errors: readonly (number | null)[]): number | null =>
  errors.includes(null) ? null : Math.max(...errors.map((error) => error ?? 0));

/** A cell of a column of bounds. */
export const boundCell = (bound: number | null | undefined): string => (bound === undefined ? "—" : formatMs(bound));

const boundOf = (latency: Latency | LatencyAcrossHosts): number | null | undefined =>
  "errorBound" in latency ? latency.errorBound : undefined;
