import { describe, expect, it } from "vitest";
import type { TrialSettings } from "@fairhare/workload";
import { history } from "../testing/history.ts";
import { check, KILL_ANY_WORKER } from "../testing/settings.ts";

/** The slots that tasks 1, 2, 3 … were delivered to. */
function violationsOf(slots: readonly number[], settings: Partial<TrialSettings> = {}): number | null {
  const run = history().phase("publishing", 0).producer(1);
  for (const index of slots.keys()) run.published(index + 1, index);
  for (const [index, slot] of slots.entries()) run.worker(slot).worked(index + 1, 10 + index, 11 + index);
  const checked = check(run.phase("drained", 500), { workers: 3, prefetch: 0, ...settings });
  return checked.result.fairness.dispatchBreaks;
}

describe("round-robin violations", () => {
  it("are 0 in a round robin, with any slot as the first", () => {
    expect(violationsOf([1, 2, 3, 1, 2, 3, 1])).toBe(0);
    expect(violationsOf([3, 1, 2, 3, 1, 2])).toBe(0);
  });

  it("are three if two neighbours swap once: two at the swap, one at the return to the order", () => {
    expect(violationsOf([1, 2, 3, 2, 1, 3, 1, 2, 3])).toBe(3);
  });

  it("count each task that goes to the same slot again", () => {
    expect(violationsOf([1, 2, 2, 3, 1])).toBe(1);
    expect(violationsOf([1, 1, 1, 1, 1])).toBe(4);
  });

  it("count each round that skips a slot", () => {
    expect(violationsOf([1, 2, 1, 2, 1])).toBe(2);
  });

  it("depend on the first delivery of a task", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0).published(2, 1);
    run.worker(1).delivered(1, 10).failed(1, 10, 11, "requeued").worker(2).worked(2, 12, 13);
    run.delivered(1, 14, "redelivered").started(1, 14).completed(1, 14, 15);
    expect(check(run.phase("drained", 90), { prefetch: 0 }).result.fairness.dispatchBreaks).toBe(0);
  });

  it.each<[string, Partial<TrialSettings>]>([
    ["several producers", { producers: 2 }],
    ["faults", { faults: [KILL_ANY_WORKER] }],
    ["a backlog", { backlog: true }],
    ["a prefetch limit that can block", { prefetch: 1 }],
  ])("are null with %s", (_, settings) => {
    expect(violationsOf([1, 2, 3, 1], settings)).toBeNull();
  });

  it("are counted with a limit that no worker can reach, or that the broker ignores", () => {
    expect(violationsOf([1, 2, 3, 1], { prefetch: 2 })).toBe(0);
    expect(violationsOf([1, 2, 3, 1], { prefetch: 1, ack: "auto" })).toBe(0);
  });
});
