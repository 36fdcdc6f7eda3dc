// The faults of a run as they happened, beside what was planned. Recovery is not derived yet.
import type { FaultSpan } from "../history/orchestrator-log.ts";
import type { FaultResult } from "../results/schema.ts";

export interface PlannedFault {
  readonly kind: string;
  readonly target: string;
}

/** `start` in nanoseconds. */
export function faultsOf(spans: readonly FaultSpan[], planned: readonly PlannedFault[], start: number): FaultResult[] {
  return spans.map(({ fault, beganAt, healedAt }) => ({
    kind: planned[fault - 1]?.kind ?? "unknown",
    target: planned[fault - 1]?.target ?? "unknown",
    atMs: (beganAt - start) / 1e6,
    healedAtMs: healedAt === null ? null : (healedAt - start) / 1e6,
    recovery: { timeToRedeliveryMs: null, dipRatio: null, catchUpMs: null },
  }));
}
