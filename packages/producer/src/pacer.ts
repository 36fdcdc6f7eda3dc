// Decides when the next publish is due, at a rate or as fast as the broker accepts them. Intended times come from the
// schedule alone, so a stall counts as latency (no coordinated omission). After a stall the pacer catches up at twice
// the rate instead of in a burst.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { createArrivals, type TrialSettings } from "@fairhare/workload";

export interface Pacer {
  isDue(now: Nanoseconds): boolean;
  /** The intended send time of the next publish. */
  next(now: Nanoseconds): Nanoseconds;
  /** Returns the intended send time of the next publish and moves on to the one after it. */
  take(now: Nanoseconds): Nanoseconds;
  /** Milliseconds until the next publish is due, at least 0. */
  waitMs(now: Nanoseconds): number;
}

type PacerSettings = Pick<TrialSettings, "ratePerSecond" | "pace" | "seed">;

export interface PacerStart {
  /** Time zero of the schedule: that of the run, the same for every incarnation. */
  readonly epoch: Nanoseconds;
  /** Publishes that earlier incarnations have done. */
  readonly taken: number;
  readonly now: Nanoseconds;
}

/** Rate while catching up, as a multiple of the planned rate. */
const CATCH_UP_FACTOR = 2;
/** Usual delay of timers, nanoseconds; publishes missed within it may follow at once. */
const TIMER_SLACK = 5e6;

export function createPacer(settings: PacerSettings, producer: number, { epoch, taken, now }: PacerStart): Pacer {
  const arrivals = createArrivals(settings, producer);
  for (let done = 0; done < taken; done++) arrivals?.next();
  if (arrivals === undefined || settings.ratePerSecond === null) {
    return { isDue: () => true, next: (at) => at, take: (at) => at, waitMs: () => 0 };
  }
  const minimumGap = 1e9 / (settings.ratePerSecond * CATCH_UP_FACTOR);
  let intended = nanoseconds(epoch + arrivals.next());
  /** The earliest time of the next publish that does not exceed the catch-up rate. */
  let allowed: number = Math.max(epoch, now);
  return {
    isDue: (at) => intended <= at && allowed <= at,
    next: () => intended,
    take: (at) => {
      const current = intended;
      intended = nanoseconds(epoch + arrivals.next());
      allowed = Math.max(allowed, at - TIMER_SLACK) + minimumGap;
      return current;
    },
    waitMs: (at) => Math.max(0, intended - at, allowed - at) / 1e6,
  };
}
