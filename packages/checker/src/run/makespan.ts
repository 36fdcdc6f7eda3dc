// The measurement of a run: its start, its end, the makespan and the lower bound of the makespan.
import {
  beginsLate,
  hasPlannedSpeed,
  makespanBound,
  makespanBoundAtSpeeds,
  type Place,
  speedOfSlot,
  type TrialSettings,
} from "@fairhare/workload";
import { type Checker, oncePerHistory } from "../checker.ts";
import { Attempt, type AttemptTable } from "../history/tasks/attempt-table.ts";
import type { History } from "../history/history.ts";
import { measurementPhase } from "../history/orchestrator-log.ts";
import type { SlotTally } from "../history/slots/slot-tally.ts";
import { Outcome, outcomesOf } from "../ledger/outcome.ts";

/** Nanoseconds. */
export interface Measurement {
  readonly start: number;
  /** The last completion; −Infinity without one. */
  readonly end: number;
  /** Null without a completion. */
  readonly makespan: number | null;
  /** Null when no work was planned. */
  readonly bound: number | null;
}

export const measurementOf: Checker<Measurement> = oncePerHistory((history, settings) => {
  const { attempts, executions } = history;
  const start = measurementStart(history, settings.trial);
  const end = executions.lastCompletedAt;
  const makespan = Number.isFinite(end) ? Math.max(0, end - start) : null;
  const places = placesOf(executions.slots, settings.trial, start);
  const bound = runBound(attempts.table, outcomesOf(history, settings), settings.trial, start, places);
  return { start, end, makespan, bound };
});

/**
 * With a backlog the measurement starts with the release of the workers, of workers alone with their first delivery; otherwise with the publishing phase, or with the
 * first intended send if that is earlier. Without phases and attempts, times count from the opening of the first shard.
 */
function measurementStart(
  { log, attempts, executions, found }: History,
  settings: Pick<TrialSettings, "backlog" | "producers">,
): number {
  const start = measurementPhase(log, settings);
  // Workers alone may wait for their first message.
  if (settings.producers === 0 && Number.isFinite(executions.firstForeignAt)) return executions.firstForeignAt;
  if (start !== null && settings.backlog) return start;
  const first = Math.min(start ?? Infinity, firstIntended(attempts.table));
  if (Number.isFinite(first)) return first;
  const [opened = 0] = found.all.map(({ reader }) => reader.header.openedAt).toSorted((a, b) => a - b);
  return opened;
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
 * One place for each task that a worker processes at the same time. A worker that joined or had a start delay counts from
 * the registration of its consumer, and not at all without one.
 */
function placesOf({ slots, consumingAt }: SlotTally, settings: TrialSettings, start: number): Place[] {
  const places: Place[] = [];
  for (let slot = 1; slot <= Math.max(slots, settings.workers); slot++) {
    const isLate = beginsLate(settings, slot);
    const joinedAt = consumingAt[slot] ?? 0;
    if (isLate && joinedAt === 0) continue;
    const place: Place = { speed: speedOfSlot(settings, slot), from: isLate ? Math.max(0, joinedAt - start) : 0 };
    for (let lane = 0; lane < settings.workerConcurrency; lane++) places.push(place);
  }
  return places;
}

/**
 * Lower bound of the makespan over the completed tasks: the larger of the bound of their costs (`makespanBound` for equal
 * workers, else `makespanBoundAtSpeeds`) and, without a backlog, max over tasks of (intended send since the start + cost at
 * the highest speed), because no task completes before it is sent.
 */
function runBound(
  attempts: AttemptTable,
  outcomes: Uint8Array,
  settings: Pick<TrialSettings, "backlog" | "speeds">,
  start: number,
  places: readonly Place[],
): number | null {
  const costs = new Float64Array(attempts.last);
  let done = 0;
  let latest = 0;
  const fastest = Math.max(...settings.speeds);
  for (let task = 1; task <= attempts.last; task++) {
    if (outcomes[task] !== Outcome.completed) continue;
    const cost = (attempts.costMicros[task] ?? 0) * 1e3;
    costs[done++] = cost;
    const sent = (attempts.intendedAt[task] ?? 0) - start;
    if (!settings.backlog) latest = Math.max(latest, sent + cost / fastest);
  }
  if (done === 0) return null;
  const bound = boundOn(costs.subarray(0, done), settings, places);
  return bound === 0 ? null : Math.max(bound, latest);
}

function boundOn(costs: Float64Array, settings: Pick<TrialSettings, "speeds">, places: readonly Place[]): number {
  if (!hasPlannedSpeed(settings)) return makespanBoundAtSpeeds(costs, places);
  const joins = places.flatMap(({ from }) => (from > 0 ? [from] : []));
  return makespanBound(costs, places.length - joins.length, joins);
}

/** Nanoseconds to milliseconds. */
export const milliseconds = (duration: number | null): number | null => (duration === null ? null : duration / 1e6);
