// The cost of a latency in the checker: recording it, and deriving the percentiles of a run.
import { LatencyRecorder } from "@fairhare/checker";
import { createRandom } from "@fairhare/core";
import { Bench } from "tinybench";
import type { Suite } from "./suite.ts";

const LATENCIES = 10_000;
/** Between 0.1 ms and 100 ms, like those of a run. */
const SHORTEST_NS = 1e5;
const LONGEST_NS = 1e8;

export function benchLatency(): Suite {
  const random = createRandom(1);
  const durations = Array.from({ length: LATENCIES }, () => SHORTEST_NS + random.below(LONGEST_NS - SHORTEST_NS));
  const full = new LatencyRecorder();
  for (const duration of durations) full.record(duration);
  const recorder = new LatencyRecorder();
  const bench = new Bench({ time: 200 })
    .add("record a latency", () => {
      for (const duration of durations) recorder.record(duration);
    })
    .add("all percentiles of a distribution", () => full.toLatency());
  return { bench, perRun: { "record a latency": LATENCIES } };
}
