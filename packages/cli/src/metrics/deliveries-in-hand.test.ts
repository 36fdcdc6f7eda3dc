import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DeliveriesInHand } from "./deliveries-in-hand.ts";

const tag = fc.integer({ min: 0, max: 300 });
/** A tag, and whether it is delivered or finished; null is a lost connection. */
const step = fc.option(fc.record({ tag, isDelivered: fc.boolean() }), { freq: 10 });

test("keeps what a map keeps, in any order of deliveries and ends", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const ring = new DeliveriesInHand();
      const map = new Map<number, number>();
      const seen = steps.map((each, index) => {
        if (each === null) ring.clear();
        else if (each.isDelivered) ring.add(each.tag, index);
        return [each?.isDelivered === false ? ring.take(each.tag) : undefined, ring.size];
      });
      const expected = steps.map((each, index) => {
        if (each === null) map.clear();
        else if (each.isDelivered && each.tag > 0) map.set(each.tag, index);
        const value = each?.isDelivered === false ? map.get(each.tag) : undefined;
        if (each?.isDelivered === false) map.delete(each.tag);
        return [value, map.size];
      });
      expect(seen).toEqual(expected);
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
