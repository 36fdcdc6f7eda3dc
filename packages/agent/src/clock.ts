// The host's monotonic clock, cheap enough to read for every message, and its event loop.
import { type Timers, nanoseconds } from "@fairhare/core";

/** A process that is starting on a busy host is preempted now and then; one of so many readings is not. */
const READINGS = 50;

/**
 * `performance.now()` counts from an origin of this process on the same clock as `process.hrtime`; the
 * origin is measured once, so that reading the time allocates no bigint.
 */
export function createHostTimers(): Timers {
  const origin = measureOrigin();
  return {
    now: () => nanoseconds(origin + performance.now() * 1e6),
    after: (milliseconds, act) => {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
    soon: (act) => void setImmediate(act),
  };
}

/**
 * Each reading of the one clock lies between two of the other; the closest pair counts, and its error is at most half
 * their distance: a microsecond. A single pair was seen to be off by milliseconds, which made deliveries come before
 * their publishes.
 */
function measureOrigin(): number {
  let origin = 0;
  let least = Infinity;
  for (let reading = 0; reading < READINGS; reading++) {
    const before = process.hrtime.bigint();
    const now = performance.now();
    const distance = Number(process.hrtime.bigint() - before);
    if (distance >= least) continue;
    least = distance;
    origin = Number(before) + distance / 2 - now * 1e6;
  }
  return origin;
}
