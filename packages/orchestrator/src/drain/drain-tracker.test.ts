import { EventKind, FailureOutcome, RecordBlock, RecordCursor } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { Account } from "./drain-tracker.ts";

type Row = readonly [kind: EventKind, task: number, detail?: number];

function add(account: Account, shard: string, ...rows: readonly Row[]): void {
  const block = new RecordBlock(rows.length);
  for (const [kind, task, detail = 0] of rows) block.append(kind, 0, 1, task, 0, 0, detail);
  account.add(new RecordCursor(block.bytes), shard);
}

describe("the account", () => {
  it("holds a task open from its attempt to its end", () => {
    const account = new Account();
    add(account, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    expect(account.open).toBe(2);
    add(account, "w", [EventKind.delivered, 1], [EventKind.completed, 1]);
    expect(account.open).toBe(1);
  });

  it("does not mind reading an end before its attempt", () => {
    const account = new Account();
    add(account, "w", [EventKind.completed, 5_000]);
    expect(account.open).toBe(0);
    add(account, "p", [EventKind.attempted, 5_000]);
    expect(account.open).toBe(0);
  });

  it("counts a task that is completed twice as one end", () => {
    const account = new Account();
    add(account, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    add(account, "w", [EventKind.completed, 1], [EventKind.completed, 1]);
    expect(account.open).toBe(1);
  });

  it.each([
    ["the rejection first", ["w", "d"]],
    ["the arrival first", ["d", "w"]],
  ])("owes a dead letter until it has arrived, whichever shard is read first: %s", (_, order) => {
    const account = new Account();
    const rows = { w: [EventKind.failed, 1, FailureOutcome.deadLettered], d: [EventKind.deadLettered, 1] } as const;
    add(account, "w", [EventKind.failed, 2, FailureOutcome.deadLettered]);
    expect(account.owesDeadLetters).toBe(true);
    add(account, "d", [EventKind.deadLettered, 2]);
    for (const shard of order) add(account, shard, rows[shard as "w" | "d"]);
    expect(account.owesDeadLetters).toBe(false);
  });

  it.each([
    ["refused", [EventKind.nacked, 1]],
    ["returned", [EventKind.returned, 1]],
    ["dropped by its handler", [EventKind.failed, 1, FailureOutcome.dropped]],
    ["dead-lettered", [EventKind.deadLettered, 1]],
  ] as const)("closes a task that was %s", (_, row) => {
    const account = new Account();
    add(account, "p", [EventKind.attempted, 1], row);
    expect(account.open).toBe(0);
  });

  it("keeps a task open whose handler gave it back", () => {
    const account = new Account();
    add(account, "p", [EventKind.attempted, 1]);
    add(account, "w", [EventKind.delivered, 1], [EventKind.failed, 1, FailureOutcome.requeued]);
    expect(account.open).toBe(1);
  });

  it("keeps a task open until its dead letter has arrived", () => {
    const account = new Account();
    add(account, "p", [EventKind.attempted, 1]);
    add(account, "w", [EventKind.delivered, 1], [EventKind.failed, 1, FailureOutcome.deadLettered]);
    expect(account.open).toBe(1);
    add(account, "d", [EventKind.deadLettered, 1]);
    expect(account.open).toBe(0);
  });

  it("waits for a poisoned task until it has failed often enough, and sees no progress in that", () => {
    const account = new Account({ isEndless: (task) => task === 1, waitedFor: 2 });
    add(account, "p", [EventKind.attempted, 1], [EventKind.attempted, 2]);
    const { progress } = account;
    const failure: Row = [EventKind.failed, 1, FailureOutcome.requeued];
    add(account, "w", failure);
    expect([account.open, account.givenUp]).toEqual([2, 0]);
    add(account, "w", failure, [EventKind.failed, 2, FailureOutcome.requeued]);
    expect([account.open, account.givenUp, account.poisoned]).toEqual([2, 1, 1]);
    expect(account.progress).toBe(progress);
    add(account, "d", [EventKind.deadLettered, 1]);
    expect([account.open, account.givenUp]).toEqual([1, 0]);
  });

  it("knows what each shard's workers have in hand", () => {
    const account = new Account();
    add(account, "w1", [EventKind.delivered, 1], [EventKind.delivered, 2], [EventKind.completed, 1]);
    add(account, "w2", [EventKind.delivered, 3]);
    expect([account.inHand(["w1"]), account.inHand(["w1", "w2"]), account.inHand([])]).toEqual([1, 2, 0]);
  });
});
