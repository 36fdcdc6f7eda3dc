// Faults as a plan has them, for tests that need no parser for them.
import type { Fault } from "@fairhare/workload";

/** Once, without a duration, on any target of the role, 300 ms after the start; what it kills restarts at once. */
export const faultOf = (changes: Pick<Fault, "kind" | "role"> & Partial<Fault>): Fault => ({
  text: `${changes.kind}:${changes.role}`,
  process: null,
  atMs: 300,
  everyMs: null,
  forMs: null,
  restartAfterMs: 0,
  ...changes,
});
