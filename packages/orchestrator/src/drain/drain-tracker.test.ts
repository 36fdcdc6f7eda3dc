import { EventKind, FailureOutcome, RecordBlock, RecordCursor } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { DrainTracker } from "./drain-tracker.ts";

type Row = readonly [kind: EventKind, task: number, detail?: number];

function add(tracker: DrainTracker, shard: string, ...rows: readonly Row[]): void {
  const block = new RecordBlock(rows.length);
  for (const [kind, task, detail = 0] of rows) block.append(kind, 0, 1, task, 0, 0, detail);
  tracker.add(new RecordCursor(block.bytes), shard);
}

describe("the drain tracker", () => {
  it("counts a task as open from its attempt to its end", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    expect(tracker.open).toBe(2);
    add(tracker, "w", [EventKind.delivered, 1], [EventKind.completed, 1]);
    expect(tracker.open).toBe(1);
  });

  it("does not wait for a delivered task if nothing tells when it is done", () => {
    const tracker = new DrainTracker(undefined, () => true);
    add(tracker, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    add(tracker, "w", [EventKind.delivered, 1]);
    expect([tracker.open, tracker.inHand(["w"])]).toEqual([1, 0]);
  });

  it("accepts the end of a task before its attempt", () => {
    const tracker = new DrainTracker();
    add(tracker, "w", [EventKind.completed, 5_000]);
    expect(tracker.open).toBe(0);
    add(tracker, "p", [EventKind.attempted, 5_000]);
    expect(tracker.open).toBe(0);
  });

  it("closes a task that is completed twice only once", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    add(tracker, "w", [EventKind.completed, 1], [EventKind.completed, 1]);
    expect(tracker.open).toBe(1);
  });

  it.each([
    ["the rejection first", ["w", "d"]],
    ["the arrival first", ["d", "w"]],
  ])("waits for a dead letter until it has arrived, whichever shard is read first: %s", (_, order) => {
    const tracker = new DrainTracker();
    const rows = { w: [EventKind.failed, 1, FailureOutcome.deadLettered], d: [EventKind.deadLettered, 1] } as const;
    add(tracker, "w", [EventKind.failed, 2, FailureOutcome.deadLettered]);
    expect(tracker.expectsDeadLetters).toBe(true);
    add(tracker, "d", [EventKind.deadLettered, 2]);
    for (const shard of order) add(tracker, shard, rows[shard as "w" | "d"]);
    expect(tracker.expectsDeadLetters).toBe(false);
  });

  it.each([
    ["nacked", [EventKind.nacked, 1]],
    ["returned", [EventKind.returned, 1]],
    ["dropped by its handler", [EventKind.failed, 1, FailureOutcome.dropped]],
    ["dead-lettered", [EventKind.deadLettered, 1]],
  ] as const)("closes a task that was %s", (_, row) => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1], row);
    expect(tracker.open).toBe(0);
  });

  it("keeps a requeued task open", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1]);
    add(tracker, "w", [EventKind.delivered, 1], [EventKind.failed, 1, FailureOutcome.requeued]);
    expect(tracker.open).toBe(1);
  });

  it("keeps a dead-lettered task open until the dead letter has arrived", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1]);
    add(tracker, "w", [EventKind.delivered, 1], [EventKind.failed, 1, FailureOutcome.deadLettered]);
    expect(tracker.open).toBe(1);
    add(tracker, "d", [EventKind.deadLettered, 1]);
    expect(tracker.open).toBe(0);
  });

  it("stops waiting for a poison task after its maximum of attempts, and counts no failure as progress", () => {
    const tracker = new DrainTracker({ isEndless: (task) => task === 1, maxAttempts: 2 });
    add(tracker, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    const { progress } = tracker;
    const failure: Row = [EventKind.failed, 1, FailureOutcome.requeued];
    add(tracker, "w", failure);
    expect([tracker.open, tracker.givenUp]).toEqual([2, 0]);
    add(tracker, "w", failure, [EventKind.failed, 2, FailureOutcome.requeued]);
    expect([tracker.open, tracker.givenUp, tracker.poisoned]).toEqual([2, 1, 1]);
    expect(tracker.progress).toBe(progress);
    add(tracker, "d", [EventKind.deadLettered, 1]);
    expect([tracker.open, tracker.givenUp]).toEqual([1, 0]);
  });

  it("counts each delayed retry of a poison task as progress, up to its maximum of attempts", () => {
    const tracker = new DrainTracker({ isEndless: (task) => task === 1, maxAttempts: 2 });
    add(tracker, "p", [EventKind.attempted, 1]);
    const before = tracker.progress;
    for (const expected of [1, 2, 2]) {
      add(tracker, "w", [EventKind.delivered, 1], [EventKind.failed, 1, FailureOutcome.delayed]);
      expect(tracker.progress - before).toBe(expected);
      expect(tracker.expectsDeadLetters).toBe(true);
    }
    expect(tracker.givenUp).toBe(1);
    add(tracker, "w", [EventKind.delivered, 1]);
    expect(tracker.expectsDeadLetters).toBe(false);
  });

  it("knows the shard of a process that a task crashed", () => {
    const tracker = new DrainTracker();
    add(tracker, "w1", [EventKind.failed, 1, FailureOutcome.requeued]);
    add(tracker, "w2", [EventKind.failed, 1, FailureOutcome.crashed]);
    expect([tracker.hasCrashed("w1"), tracker.hasCrashed("w2")]).toEqual([false, true]);
  });

  it("counts the unacknowledged deliveries of the workers of each shard", () => {
    const tracker = new DrainTracker();
    add(tracker, "w1", [EventKind.delivered, 1], [EventKind.delivered, 2], [EventKind.completed, 1]);
    add(tracker, "w2", [EventKind.delivered, 3]);
    expect([tracker.inHand(["w1"]), tracker.inHand(["w1", "w2"]), tracker.inHand([])]).toEqual([1, 2, 0]);
  });
});
