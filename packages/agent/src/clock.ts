// The host's monotonic clock, cheap enough to read for every message.
import { type Clock, nanoseconds } from "@fairhare/core";

/**
 * `performance.now()` counts from an origin of this process on the same clock as `process.hrtime`; the
 * origin is measured once, so that reading the time allocates no bigint. The origin's own error is the
 * time between the two readings, below a microsecond.
 */
export function createHostClock(): Clock {
  const origin = Number(process.hrtime.bigint()) - performance.now() * 1e6;
  return { now: () => nanoseconds(origin + performance.now() * 1e6) };
}
