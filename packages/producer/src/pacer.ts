// Decides when the next publish is due, at a rate or as fast as the broker accepts them. Intended times come from the
// schedule alone, so a stall counts as latency (no coordinated omission). After a stall the pacer replays the missed part
// of the schedule at twice its speed instead of in a burst.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { type ArrivalSettings, createArrivals } from "@fairhare/workload";

export interface Pacer {
  isDue(now: Nanoseconds): boolean;
  /** The intended send time of the next publish. */
  next(now: Nanoseconds): Nanoseconds;
  /** Returns the intended send time of the next publish and moves on to the one after it. */
  take(now: Nanoseconds): Nanoseconds;
  /** Milliseconds until the next publish is due, at least 0. */
  waitMs(now: Nanoseconds): number;
}

export interface PacerStart {
  /** Time zero of the schedule: that of the run, the same for every incarnation. */
  readonly epoch: Nanoseconds;
  /** Publishes that earlier incarnations have done. */
  readonly taken: number;
  readonly now: Nanoseconds;
}

/** Speed of the replay while catching up, as a multiple of the schedule's. */
const CATCH_UP_FACTOR = 2;
/** Usual delay of timers, nanoseconds; publishes missed within it may follow at once. */
const TIMER_SLACK = 5e6;

export function createPacer(settings: ArrivalSettings, producer: number, { epoch, taken, now }: PacerStart): Pacer {
  const arrivals = createArrivals(settings, producer);
  for (let done = 0; done < taken; done++) arrivals?.next();
  if (arrivals === undefined) return { isDue: () => true, next: (at) => at, take: (at) => at, waitMs: () => 0 };
  let intended = nanoseconds(epoch + arrivals.next());
  /** The earliest time of the next publish that does not exceed the speed of the replay. */
  let allowed: number = Math.max(epoch, now);
  return {
    isDue: (at) => intended <= at && allowed <= at,
    next: () => intended,
    take: (at) => {
      const current = intended;
      intended = nanoseconds(epoch + arrivals.next());
      // Its own gap, not the mean one: a short gap of a Poisson process on time is not a burst.
      allowed = Math.max(allowed, at - TIMER_SLACK) + (intended - current) / CATCH_UP_FACTOR;
      return current;
    },
    waitMs: (at) => Math.max(0, intended - at, allowed - at) / 1e6,
  };
}
