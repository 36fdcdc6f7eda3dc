import fc from "fast-check";
import { expect, test } from "vitest";
import { DeliveriesInHand } from "./deliveries-in-hand.ts";

const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("add" as const), tag: fc.integer({ min: 1, max: 300 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("take" as const), tag: fc.integer({ min: 0, max: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const), tag: fc.constant(0) }) },
);

test("keeps what a map keeps, in any order of deliveries and ends", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 400 }), (operations) => {
      const ring = new DeliveriesInHand();
      const map = new Map<number, number>();
      for (const [index, { kind, tag }] of operations.entries()) {
        if (kind === "add") {
          ring.add(tag, index);
          map.set(tag, index);
        } else if (kind === "take") {
          expect(ring.take(tag)).toBe(map.get(tag));
          map.delete(tag);
        } else {
          ring.clear();
          map.clear();
        }
        expect(ring.size).toBe(map.size);
      }
    }),
  );
});

test("tags of a damaged shard do not make it grow without end", () => {
  const ring = new DeliveriesInHand();
  ring.add(1, 1);
  ring.add(1 + 2 ** 31, 2);
  expect(ring.take(1 + 2 ** 31)).toBe(2);
  expect(ring.take(1)).toBeUndefined();
});
