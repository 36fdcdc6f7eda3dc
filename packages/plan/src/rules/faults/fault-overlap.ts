// Computes whether two faults would be active on the same target at the same time.
import { comesWithWorkers, type Fault, rateCurve, type TrialSettings } from "@fairhare/workload";
import { meetSameTarget } from "./fault-target.ts";

/** Maximum number of recurrences that are checked for an overlap. */
const COMPARED_RECURRENCES = 10_000;
/** The first time at which both faults are active on the same target, in ms, as far as it is known before the run; null when there is none. */
export function overlap(one: Fault, other: Fault, settings: TrialSettings): number | null {
  if (!meetSameTarget(one, other, settings)) return null;
  // With --backlog, the workers start after the publishing, and their phase has an unknown duration.
  const knownMs = settings.backlog && comesWithWorkers(one) ? 0 : publishingMs(settings);
  const untilMs = Math.max(knownMs, one.atMs, other.atMs);
  const moments = [startIn(one, other, untilMs), startIn(other, one, untilMs)].filter((atMs) => atMs !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** The first start of `one` while `other` lasts. */
function startIn(one: Fault, other: Fault, untilMs: number): number | null {
  const starts = recurrences(one, untilMs);
  for (let i = 0; i <= Math.min(starts, COMPARED_RECURRENCES); i++) {
    const atMs = one.atMs + i * (one.everyMs ?? 0);
    if (atMs < other.atMs) continue;
    const turn =
      other.everyMs === null
        ? 0
        : Math.min(Math.floor((atMs - other.atMs) / other.everyMs), recurrences(other, untilMs));
    const sinceMs = atMs - (other.atMs + turn * (other.everyMs ?? 0));
    if (sinceMs === 0 || sinceMs < downMs(other)) return atMs;
  }
  return null;
}

/** The number of recurrences. */
const recurrences = ({ atMs, everyMs }: Fault, untilMs: number): number =>
  everyMs === null || atMs > untilMs ? 0 : Math.floor((untilMs - atMs) / everyMs);

/** How long the target is unavailable, in ms. */
export const downMs = ({ forMs, restartAfterMs, role }: Fault): number =>
  forMs ?? restartAfterMs ?? (role === "connection" ? 0 : Infinity);

/** A lower bound on the publishing time, in ms; 0 when it depends only on the speed of the broker. */
function publishingMs({ tasks, timeSeconds, ratePerSecond, producers }: TrialSettings): number {
  const paced =
    tasks === null || ratePerSecond === null ? null : rateCurve(ratePerSecond).secondsFor(tasks / producers);
  if (timeSeconds === null) return (paced ?? 0) * 1_000;
  // With an unlimited rate, the tasks may end before the time.
  return Math.min(timeSeconds, paced ?? (tasks === null ? timeSeconds : 0)) * 1_000;
}
