// How the broker chose a worker for each task in a trial: what decides which explanation applies.
import type { TrialSettings } from "@fairhare/workload";

export type Dispatch =
  /** The next message goes to the next worker, done or not. */
  | { readonly kind: "blind"; readonly because: "unlimited" | "auto-ack" | "wide-prefetch" }
  /** A worker holding this many unacknowledged tasks is passed over. */
  | { readonly kind: "limited"; readonly prefetch: number };

export function dispatchOf(
  { ack, prefetch, workers }: Pick<TrialSettings, "ack" | "prefetch" | "workers">,
  tasks: number,
): Dispatch {
  if (ack === "auto") return { kind: "blind", because: "auto-ack" };
  if (prefetch === 0) return { kind: "blind", because: "unlimited" };
  if (prefetch >= tasks / workers) return { kind: "blind", because: "wide-prefetch" };
  return { kind: "limited", prefetch };
}
