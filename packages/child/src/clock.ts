// The host's monotonic clock, cheap enough to read for every message, and timers on its event loop.
import { type Timers, nanoseconds } from "@fairhare/core";

/**
 * A starting process on a busy host may be preempted during a reading; among this many, at least one is undisturbed.
 */
const READINGS = 50;

/**
 * `performance.now()` uses the same clock as `process.hrtime`, with an origin of its own in each process. The origin is
 * measured once, so that reading the time allocates no bigint.
 */
export function createHostTimers(): Timers {
  const origin = measureOrigin();
  return {
    // Whole nanoseconds: the rest is the error of a product, and would take 8 bytes in a stored history.
    now: () => nanoseconds(Math.round(origin + performance.now() * 1e6)),
    after: (milliseconds, act) => {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
    soon: (act) => void setImmediate(act),
  };
}

/** The same timers with a clock that is behind by this many nanoseconds: so a process on another host has the orchestrator's time. */
export function shiftedTimers(timers: Timers, offsetNs: number): Timers {
  if (offsetNs === 0) return timers;
  const offset = Math.round(offsetNs);
  return {
    now: () => nanoseconds(timers.now() - offset),
    after: (milliseconds, act) => timers.after(milliseconds, act),
    soon: (act) => timers.soon(act),
  };
}

/**
 * Reads one clock between two readings of the other and uses the closest pair. The error is at most half the distance
 * of that pair, about 1 µs. A single pair was sometimes off by milliseconds, so that deliveries appeared before their
 * publishes.
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
