// Simulates the work of a task: sleep, CPU time, or none.
import { assertNever, type Nanoseconds, toMilliseconds } from "@fairhare/core";
import type { WorkKind } from "@fairhare/workload";

/** Works for `cost`, then calls `done` once; never synchronously. */
export type Work = (cost: Nanoseconds, done: () => void, task: number) => void;

export function startWork(kind: WorkKind): Work {
  switch (kind) {
    case "sleep":
      return sleep;
    case "cpu":
      return burn;
    case "none":
      return (_cost, done) => setImmediate(done);
    default:
      return assertNever(kind);
  }
}

/**
 * Occupies the worker without CPU cost, like `time.sleep` in the tutorial. Never ends early: Node starts a timer from a
 * clock reading that may be up to 1 ms old, so the rest is polled.
 */
const sleep: Work = (cost, done) => {
  const due = performance.now() + toMilliseconds(cost);
  const finish = (): void => {
    if (performance.now() >= due) done();
    else setImmediate(finish);
  };
  setTimeout(finish, toMilliseconds(cost));
};

/** Longest burn without an event-loop turn, microseconds: far below any heartbeat, far above the cost of a turn. */
const BURN_SLICE_US = 10_000;

/**
 * Uses CPU time, not wall time: two workers on one core take twice as long, as with real work. Burns in slices, so that
 * the process still handles heartbeats and deliveries.
 */
const burn: Work = (cost, done) => {
  let remaining = cost / 1e3;
  const slice = (): void => {
    remaining -= burnSlice(Math.min(remaining, BURN_SLICE_US));
    if (remaining > 0) setImmediate(slice);
    else done();
  };
  setImmediate(slice);
};

/** Spins until the process has used this CPU time, microseconds; returns the time used. */
function burnSlice(microseconds: number): number {
  const before = process.cpuUsage();
  let sink = 0;
  for (;;) {
    for (let step = 1; step <= 2_000; step++) sink += Math.sqrt(step * sink + step);
    const { user, system } = process.cpuUsage(before);
    if (user + system >= microseconds) return user + system;
  }
}
