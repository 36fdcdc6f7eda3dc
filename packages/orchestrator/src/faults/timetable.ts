// When the faults of a run come: each at its time, the repeated ones again and again. A pure generator; the
// clock and the doing are the nemesis's.
import type { Fault } from "@fairhare/workload";

/** Due times in milliseconds since the start, growing; one for a fault that comes once. */
export function* timesOf({ atMs, everyMs }: Pick<Fault, "atMs" | "everyMs">): Generator<number> {
  yield atMs;
  if (everyMs === null) return;
  for (let count = 1; ; count++) yield atMs + count * everyMs;
}
