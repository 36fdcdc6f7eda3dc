import { expect, it } from "vitest";
import { addsUp, endedTasks, jainIndex } from "./formulas.ts";
import { ledgerSchema } from "./run/ledger-schema.ts";

it("Jain's index is 1 when all have the same and 1/n when one has everything", () => {
  expect(jainIndex([5, 5, 5, 5])).toBe(1);
  expect(jainIndex([5, 0, 0, 0])).toBe(0.25);
  expect(jainIndex([0, 0])).toBeNull();
});

it("a ledger adds up when every attempted task has one end", () => {
  const none = { nacked: 0, returned: 0, unknown: 0, deadLettered: 0, dropped: 0, remaining: 0 };
  const others = { confirmed: 5, delivered: 6, redelivered: 1, duplicated: 1, lostUnconfirmed: 0, unexpected: 0 };
  const ledger = ledgerSchema.parse({ ...none, ...others, attempted: 5, completed: 4, lost: 1, losses: [] });
  expect(endedTasks(ledger)).toBe(5);
  expect(addsUp(ledger)).toBe(true);
  expect(addsUp({ ...ledger, dropped: 1 })).toBe(false);
});
