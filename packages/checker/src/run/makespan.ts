// When the measurement of a run starts and ends, and the bound that its length is held against.
import { makespanBound, type TrialSettings } from "@fairhare/workload";
import { PhaseCode } from "@fairhare/protocol";
import { Attempt, type AttemptTable } from "../history/attempt-table.ts";
import { Outcome } from "../ledger/outcome.ts";

type Phases = ReadonlyMap<PhaseCode, number>;

/** The phase that opens the measurement, as the orchestrator saw it; null without it. Nanoseconds. */
export function phaseStart(phases: Phases, { backlog }: Pick<TrialSettings, "backlog">): number | null {
  return phases.get(backlog ? PhaseCode.released : PhaseCode.publishing) ?? null;
}

/**
 * A filled queue is measured from its release. Else the measurement starts with the publishing, or with the
 * first intended send if that is earlier. Without phases and attempts it starts at 0.
 */
export function measurementStart(
  phases: Phases,
  attempts: AttemptTable,
  settings: Pick<TrialSettings, "backlog">,
): number {
  const start = phaseStart(phases, settings);
  if (start !== null && settings.backlog) return start;
  const first = Math.min(start ?? Infinity, firstIntended(attempts));
  return Number.isFinite(first) ? first : 0;
}

function firstIntended({ last, flags, at, intendedAt }: AttemptTable): number {
  let first = Infinity;
  for (let task = 1; task <= last; task++) {
    if (((flags[task] ?? 0) & Attempt.attempted) === 0) continue;
    first = Math.min(first, intendedAt[task] || (at[task] ?? Infinity));
  }
  return first;
}

/**
 * A lower bound of the makespan, in nanoseconds: no schedule beats the bound of the costs alone, and no task is
 * done before it is sent: max over tasks of intended send since the start, plus cost. Counts the completed tasks,
 * so that it bounds the work that was done. `joins`: when each further worker's consumer was registered. Null when no work was planned.
 */
export function runBound(
  attempts: AttemptTable,
  outcomes: Uint8Array,
  settings: Pick<TrialSettings, "backlog" | "workers" | "workerConcurrency">,
  start: number,
  joins: readonly number[] = [],
): number | null {
  const costs = new Float64Array(attempts.last);
  let done = 0;
  let latest = 0;
  for (let task = 1; task <= attempts.last; task++) {
    if (outcomes[task] !== Outcome.completed) continue;
    const cost = (attempts.costMicros[task] ?? 0) * 1e3;
    costs[done++] = cost;
    const sent = (attempts.intendedAt[task] ?? 0) - start;
    if (!settings.backlog && sent + cost > latest) latest = sent + cost;
  }
  const { workers, workerConcurrency } = settings;
  const places = joins.flatMap((at) => Array.from({ length: workerConcurrency }, () => Math.max(0, at - start)));
  const bound = makespanBound(costs.subarray(0, done), workers * workerConcurrency, places);
  return bound === 0 ? null : Math.max(bound, latest);
}
