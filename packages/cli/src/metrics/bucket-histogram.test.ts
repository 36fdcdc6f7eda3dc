import { Histogram, Registry } from "prom-client";
import { expect, test } from "vitest";
import { BucketHistogram } from "./bucket-histogram.ts";

const BOUNDS = [0.001, 0.5, 1, 30];

test("an observation on a bound belongs to its bucket, and the text is the one of prom-client", async () => {
  const registers = new Registry();
  const theirs = new Histogram({ name: "wait_seconds", help: "Time.", buckets: BOUNDS, registers: [registers] });
  const ours = new BucketHistogram("wait_seconds", "Time.", BOUNDS);
  for (const value of [0, 0.001, 0.25, 0.5, 0.75, 1, 30, 31]) {
    theirs.observe(value);
    ours.observe(value);
  }
  expect(ours.text()).toBe(await registers.metrics());
});

test("before the first observation, every bucket is 0", () => {
  expect(new BucketHistogram("wait_seconds", "Time.", [1]).text()).toBe(
    '# HELP wait_seconds Time.\n# TYPE wait_seconds histogram\nwait_seconds_bucket{le="1"} 0\nwait_seconds_bucket{le="+Inf"} 0\nwait_seconds_sum 0\nwait_seconds_count 0\n',
  );
});
