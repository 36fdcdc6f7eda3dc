// How many bytes a body needs at least to say which task it is; PROTOCOL.md describes both kinds.
import type { TrialSettings } from "@fairhare/workload";

/** u32 magic, u32 task, f64 intended, u32 work. */
const BINARY_BYTES = 20;
const TASK_WORD = "Task ".length;
/** A space and a duration with nanoseconds: ` 3599.999999999s`. */
const DURATION_BYTES = 16;
/** A cost of more dots than this is written as a duration. */
const MAX_DOTS = 60;
const UNBOUNDED_TASKS = 4_294_967_295;

export function minimumBodyBytes(settings: TrialSettings): number {
  if (settings.body === "binary") return BINARY_BYTES;
  const digits = String(settings.tasks ?? UNBOUNDED_TASKS).length;
  return TASK_WORD + digits + Math.max(DURATION_BYTES, mostDots(settings));
}

function mostDots({ skew, heavyMs, dotMs }: TrialSettings): number {
  if (skew.kind === "dots") return 5;
  const dots = skew.kind === "trace" ? MAX_DOTS : heavyMs / dotMs;
  return Number.isInteger(dots) && dots <= MAX_DOTS ? dots : 0;
}
