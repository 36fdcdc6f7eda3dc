// When the next publish is due, at a rate or as fast as the broker takes them. Intended times come from
// the schedule alone, so a stall shows as latency; after one the pacer catches up at twice the rate
// instead of bursting.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { createArrivals, type TrialSettings } from "@fairhare/workload";

export interface Pacer {
  isDue(now: Nanoseconds): boolean;
  /** The intended send time of the next publish. */
  next(now: Nanoseconds): Nanoseconds;
  /** The intended send time of the next publish, which is thereby used up. */
  take(now: Nanoseconds): Nanoseconds;
  /** Milliseconds until something is due, at least 0. */
  waitMs(now: Nanoseconds): number;
}

type PacerSettings = Pick<TrialSettings, "ratePerSecond" | "pace" | "seed">;

export interface PacerStart {
  /** Time zero of the schedule: the run's, whichever incarnation goes by it. */
  readonly epoch: Nanoseconds;
  /** Publishes of the schedule that are done already. */
  readonly taken: number;
  readonly now: Nanoseconds;
}

/** How much faster than the schedule a pacer that has fallen behind may go. */
const CATCH_UP_FACTOR = 2;
/** Timers are late by up to this many nanoseconds; so much may be made good at once without being a burst. */
const TIMER_SLACK = 5e6;

export function createPacer(settings: PacerSettings, producer: number, { epoch, taken, now }: PacerStart): Pacer {
  const arrivals = createArrivals(settings, producer);
  for (let done = 0; done < taken; done++) arrivals?.next();
  if (arrivals === undefined || settings.ratePerSecond === null) {
    return { isDue: () => true, next: (at) => at, take: (at) => at, waitMs: () => 0 };
  }
  const minimumGap = 1e9 / (settings.ratePerSecond * CATCH_UP_FACTOR);
  let intended = nanoseconds(epoch + arrivals.next());
  /** The earliest time at which the next publish may leave without exceeding the catch-up rate. */
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
