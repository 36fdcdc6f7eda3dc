import { expect, it } from "vitest";
import { RecentBuckets, spanShares } from "./recent-buckets.ts";

const ms = (value: number): number => value * 1e6;

it("sums amounts per 250 ms, without the bucket that is not complete", () => {
  const buckets = new RecentBuckets();
  for (const at of [0, 249, 250, 500, 750]) buckets.add(ms(at), 1);
  expect(buckets.read(ms(800), 4)).toEqual([0, 2, 1, 1]);
});

it("splits a span between its buckets", () => {
  const buckets = new RecentBuckets();
  buckets.addSpan(ms(125), ms(625));
  expect(buckets.read(ms(1_000), 4)).toEqual([0.5, 1, 0.5, 0]);
  expect(spanShares(ms(125), ms(1_000), 4)).toEqual([0.5, 1, 1, 1]);
});

it("forgets what is older than 64 s, whatever comes late", () => {
  const buckets = new RecentBuckets();
  buckets.add(ms(0), 1);
  buckets.addSpan(ms(0), ms(100_000));
  for (const at of [100, 1_000]) buckets.add(ms(at), 5);
  expect(buckets.read(ms(100_250), 255)).toEqual(Array(255).fill(1).with(254, 0));
  expect(buckets.read(ms(1_250), 1)).toEqual([0]);
});

it.each([Number.NaN, Infinity, -1, 1e300])("ignores the time %s of a damaged record", (at) => {
  const buckets = new RecentBuckets();
  buckets.add(at, 1);
  buckets.addSpan(0, at);
  buckets.add(ms(100), 1);
  expect(buckets.read(ms(300), 1)).toEqual([1]);
});
