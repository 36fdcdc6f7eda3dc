// The work that a task stands for.
import { assertNever, type Nanoseconds, toMilliseconds } from "@fairhare/core";
import type { WorkKind } from "@fairhare/workload";

/** Calls `done` once, after work of this cost on this task; never synchronously. */
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
 * As the tutorial's `time.sleep`: holds the worker, costs nothing. Never shorter than the cost: Node counts a
 * timer from a clock reading that may be up to a millisecond old, so the rest of it is waited out.
 */
const sleep: Work = (cost, done) => {
  const due = performance.now() + toMilliseconds(cost);
  const finish = (): void => {
    if (performance.now() >= due) done();
    else setImmediate(finish);
  };
  setTimeout(finish, toMilliseconds(cost));
};

/** Longest burn without a look at the event loop, microseconds: far below any heartbeat, far above a turn's cost. */
const BURN_SLICE_US = 10_000;

/**
 * Uses CPU time, not wall time: two workers on one core take twice as long, as real work would. Burns in
 * slices, so that heartbeats and deliveries are served.
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

/** Spins until the process has used so many microseconds of CPU; returns how many it used. */
function burnSlice(microseconds: number): number {
  const before = process.cpuUsage();
  let sink = 0;
  for (;;) {
    for (let step = 1; step <= 2_000; step++) sink += Math.sqrt(step * sink + step);
    const { user, system } = process.cpuUsage(before);
    if (user + system >= microseconds) return user + system;
  }
}
