import { EventKind, FailureOutcome, RecordBlock, RecordCursor } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { DrainTracker } from "./drain-tracker.ts";

type Row = readonly [kind: EventKind, task: number, detail?: number];

function add(tracker: DrainTracker, shard: string, ...rows: readonly Row[]): void {
  const block = new RecordBlock(rows.length);
  for (const [kind, task, detail = 0] of rows) block.append(kind, 0, 1, task, 0, 0, detail);
  tracker.add(new RecordCursor(block.bytes), shard);
}

describe("the account", () => {
  it("holds a task open from its attempt to its end", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    expect(tracker.open).toBe(2);
    add(tracker, "w", [EventKind.delivered, 1], [EventKind.completed, 1]);
    expect(tracker.open).toBe(1);
  });

  it("does not mind reading an end before its attempt", () => {
    const tracker = new DrainTracker();
    add(tracker, "w", [EventKind.completed, 5_000]);
    expect(tracker.open).toBe(0);
    add(tracker, "p", [EventKind.attempted, 5_000]);
    expect(tracker.open).toBe(0);
  });

  it("counts a task that is completed twice as one end", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    add(tracker, "w", [EventKind.completed, 1], [EventKind.completed, 1]);
    expect(tracker.open).toBe(1);
  });

  it.each([
    ["the rejection first", ["w", "d"]],
    ["the arrival first", ["d", "w"]],
  ])("owes a dead letter until it has arrived, whichever shard is read first: %s", (_, order) => {
    const tracker = new DrainTracker();
    const rows = { w: [EventKind.failed, 1, FailureOutcome.deadLettered], d: [EventKind.deadLettered, 1] } as const;
    add(tracker, "w", [EventKind.failed, 2, FailureOutcome.deadLettered]);
    expect(tracker.owesDeadLetters).toBe(true);
    add(tracker, "d", [EventKind.deadLettered, 2]);
    for (const shard of order) add(tracker, shard, rows[shard as "w" | "d"]);
    expect(tracker.owesDeadLetters).toBe(false);
  });

  it.each([
    ["refused", [EventKind.nacked, 1]],
    ["returned", [EventKind.returned, 1]],
    ["dropped by its handler", [EventKind.failed, 1, FailureOutcome.dropped]],
    ["dead-lettered", [EventKind.deadLettered, 1]],
  ] as const)("closes a task that was %s", (_, row) => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1], row);
    expect(tracker.open).toBe(0);
  });

  it("keeps a task open whose handler gave it back", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1]);
    add(tracker, "w", [EventKind.delivered, 1], [EventKind.failed, 1, FailureOutcome.requeued]);
    expect(tracker.open).toBe(1);
  });

  it("keeps a task open until its dead letter has arrived", () => {
    const tracker = new DrainTracker();
    add(tracker, "p", [EventKind.attempted, 1]);
    add(tracker, "w", [EventKind.delivered, 1], [EventKind.failed, 1, FailureOutcome.deadLettered]);
    expect(tracker.open).toBe(1);
    add(tracker, "d", [EventKind.deadLettered, 1]);
    expect(tracker.open).toBe(0);
  });

  it("waits for a poisoned task until it has failed often enough, and sees no progress in that", () => {
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

  it("knows what each shard's workers have in hand", () => {
    const tracker = new DrainTracker();
    add(tracker, "w1", [EventKind.delivered, 1], [EventKind.delivered, 2], [EventKind.completed, 1]);
    add(tracker, "w2", [EventKind.delivered, 3]);
    expect([tracker.inHand(["w1"]), tracker.inHand(["w1", "w2"]), tracker.inHand([])]).toEqual([1, 2, 0]);
  });
});
