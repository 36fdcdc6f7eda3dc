// The faults of a run as they happened: the spans that the orchestrator recorded, with what was planned for them.
import type { Fault, TrialSettings } from "@fairhare/experiment";
import type { FaultSpan } from "../history/orchestrator-log.ts";

export interface Occurrence {
  /** Null when the record names a fault that is not in the plan. */
  readonly plan: Fault | null;
  /** The process that was hit, from 1; 0 for the broker, or where it was not named. */
  readonly process: number;
  /** Nanoseconds. */
  readonly beganAt: number;
  /** Null when it was never healed. */
  readonly healedAt: number | null;
}

/** In the order of time. */
export function occurrencesOf(
  spans: readonly FaultSpan[],
  { faults }: Pick<TrialSettings, "faults">,
): readonly Occurrence[] {
  return spans
    .map(({ fault, process, beganAt, healedAt }) => {
      const plan = faults[fault - 1] ?? null;
      return { plan, process: process === 0 ? (plan?.process ?? 0) : process, beganAt, healedAt };
    })
    .toSorted((a, b) => a.beganAt - b.beganAt);
}

export const hitsBroker = ({ plan }: Occurrence): boolean => plan?.role === "broker";

export const killsBroker = ({ plan }: Occurrence): boolean => plan?.role === "broker" && plan.kind === "kill";

export const cutsPower = ({ plan }: Occurrence): boolean => plan?.kind === "power-cut";

/** Whether what this worker process holds may be delivered again: it was hit itself, or the broker was. */
export const hitsWorker = ({ plan, process }: Occurrence, worker: number): boolean =>
  plan?.role === "broker" || (plan?.role === "worker" && process === worker);

/** `worker 2`, `worker process 2` when it has several workers, `producer 1`, `broker`. */
export function targetOf(
  { plan, process }: Occurrence,
  { workersPerProcess }: Pick<TrialSettings, "workersPerProcess">,
): string {
  if (plan === null) return "unknown";
  if (plan.role === "broker" || process === 0) return plan.role;
  return `${plan.role === "worker" && workersPerProcess > 1 ? "worker process" : plan.role} ${process}`;
}
