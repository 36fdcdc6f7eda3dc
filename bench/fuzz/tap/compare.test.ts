import { check, type History, history } from "@fairhare/checker/testing";
import { describe, expect, it } from "vitest";
import { contradictions, differences } from "./compare.ts";

/** Two published tasks, delivered to worker 1; `completed` are done. */
function run(completed: readonly number[]): History {
  const shards = history().phase("publishing", 0).producer(1).published(1, 0).published(2, 1).worker(1);
  for (const task of [1, 2]) {
    if (completed.includes(task)) shards.worked(task, 5 * task, 5 * task + 5);
    else shards.delivered(task, 5 * task);
  }
  return shards.phase("drained", 100);
}

const results = (own: readonly number[], tapped: readonly number[]) => ({
  own: check(run(own)).result,
  tapped: check(run(tapped)).result,
});

describe("two results of one run", () => {
  it("are equal, or differ in columns that are named", () => {
    expect(differences(results([1, 2], [1, 2]))).toEqual([]);
    const lines = differences(results([1, 2], [1]));
    expect(lines).toContain("completed: 2 by the processes, 1 by the taps");
    expect(lines.some((line) => line.startsWith("workers: "))).toBe(true);
  });

  it("contradict each other after a kill if a completion is missing, not if a delivery is", () => {
    expect(contradictions(results([1, 2], [1])).join(" ")).toContain("completed");
    expect(contradictions(results([1, 2], [1, 2]))).toEqual([]);
  });
});
