// When the next publish is due, at a rate or as fast as the broker takes them. Intended times come from
// the schedule alone, so a stall shows as latency; after one the pacer catches up at twice the rate
// instead of bursting.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { createArrivals, type TrialSettings } from "@fairhare/experiment";

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

/** How much faster than the schedule a pacer that has fallen behind may go. */
const CATCH_UP_FACTOR = 2;
/** Timers are late by up to this many nanoseconds; so much may be made good at once without being a burst. */
const TIMER_SLACK = 5e6;

export function createPacer(settings: PacerSettings, producer: number, began: Nanoseconds): Pacer {
  const arrivals = createArrivals(settings, producer);
  if (arrivals === undefined || settings.ratePerSecond === null) {
    return { isDue: () => true, next: (now) => now, take: (now) => now, waitMs: () => 0 };
  }
  const minimumGap = 1e9 / (settings.ratePerSecond * CATCH_UP_FACTOR);
  let intended = nanoseconds(began + arrivals.next());
  /** The earliest time at which the next publish may leave without exceeding the catch-up rate. */
  let allowed: number = began;
  return {
    isDue: (now) => intended <= now && allowed <= now,
    next: () => intended,
    take: (now) => {
      const taken = intended;
      intended = nanoseconds(began + arrivals.next());
      allowed = Math.max(allowed, now - TIMER_SLACK) + minimumGap;
      return taken;
    },
    waitMs: (now) => Math.max(0, intended - now, allowed - now) / 1e6,
  };
}
