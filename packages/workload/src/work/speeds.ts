// Workers of different speeds, and the lower bound of the makespan on them.
import type { TrialSettings } from "../settings.ts";

type SpeedSettings = Pick<TrialSettings, "speeds">;

/** The speed of a slot (from 1): its service times are the planned ones divided by it. The list repeats. */
export const speedOfSlot = ({ speeds }: SpeedSettings, slot: number): number => speeds[(slot - 1) % speeds.length] ?? 1;

/** All workers have the planned speed. */
export const hasPlannedSpeed = ({ speeds }: SpeedSettings): boolean => speeds.every((speed) => speed === 1);

/** The sum of the speeds of the workers that start with the run. */
export const totalSpeed = (settings: SpeedSettings & Pick<TrialSettings, "workers">): number => {
  let sum = 0;
  for (let slot = 1; slot <= settings.workers; slot++) sum += speedOfSlot(settings, slot);
  return sum;
};

/** A place that works on one task at a time. */
export interface Place {
  readonly speed: number;
  /** When it is available, in the unit of the costs, from the start of the measurement. */
  readonly from: number;
}

/**
 * A lower bound of the makespan of independent tasks on places of different speeds, in the unit of the costs. The largest
 * of
 * - the earliest time at which the places can have shared Σp: the first T with Σ over the places of speed · (T − from) ≥ Σp;
 * - for every k below the number of places, the k largest costs on the k fastest places, Σp / Σspeed: the shortest
 *   preemptive schedule (Horvath, Lam, Sethi, A level algorithm for preemptive scheduling, 1977). It counts all places
 *   from the beginning, so it is valid, if not sharp, when places join later.
 */
export function makespanBoundAtSpeeds(costs: Float64Array, places: readonly Place[]): number {
  let sum = 0;
  for (const cost of costs) sum += cost;
  if (sum === 0 || places.length === 0) return 0;
  const sorted = costs.toSorted((a, b) => b - a);
  const speeds = places.map(({ speed }) => speed).toSorted((a, b) => b - a);
  let bound = timeToShare(sum, places);
  let work = 0;
  let speed = 0;
  for (let k = 0; k < Math.min(sorted.length, speeds.length - 1); k++) {
    work += sorted[k] ?? 0;
    speed += speeds[k] ?? 0;
    bound = Math.max(bound, work / speed);
  }
  return bound;
}

function timeToShare(work: number, places: readonly Place[]): number {
  let done = 0;
  let now = 0;
  let speed = 0;
  for (const place of places.toSorted((a, b) => a.from - b.from)) {
    const until = Math.max(now, place.from);
    if (speed > 0 && done + speed * (until - now) >= work) break;
    done += speed * (until - now);
    now = until;
    speed += place.speed;
  }
  return now + (work - done) / speed;
}
