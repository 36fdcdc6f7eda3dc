import { describe, expect, it } from "vitest";
import { LatencyRecorder } from "./latency-recorder.ts";

describe("a latency recorder", () => {
  it("has percentiles with three significant digits, from microseconds to hours", () => {
    for (const scale of [1e3, 1e5, 1e8, 1e12]) {
      const recorder = new LatencyRecorder();
      for (let i = 1; i <= 1_000; i++) recorder.record(i * scale);
      const { p50, p99, p999 } = recorder.toLatency();
      for (const [actual, expected] of [
        [p50, 500],
        [p99, 990],
        [p999, 999],
      ] as const) {
        expect(Math.abs((actual ?? 0) / ((expected * scale) / 1e6) - 1)).toBeLessThan(1e-3);
      }
    }
  });

  it("has percentiles between the smallest and the largest value", () => {
    const recorder = new LatencyRecorder();
    recorder.record(100_123);
    expect(recorder.toLatency()).toMatchObject({ min: 0.100123, p50: 0.100123, p999: 0.100123, max: 0.100123 });
  });

  it("records a negative duration as 0 and counts it", () => {
    const recorder = new LatencyRecorder();
    recorder.record(-5);
    expect(recorder.negative).toBe(1);
    expect(recorder.toLatency()).toMatchObject({ count: 1, min: 0, max: 0 });
  });

  it("is null without a recorded duration", () => {
    expect(new LatencyRecorder().toLatency()).toMatchObject({ count: 0, min: null, mean: null, p99: null });
  });

  it("adds up with another one, which may be empty, also with two digits", () => {
    const [sum, other, all] = [new LatencyRecorder(2), new LatencyRecorder(2), new LatencyRecorder(2)];
    sum.add(other);
    expect(sum.count).toBe(0);
    for (let i = 1; i <= 100; i++) {
      (i % 3 === 0 ? sum : other).record(i * 1e6);
      all.record(i * 1e6);
    }
    sum.add(other);
    sum.add(new LatencyRecorder(2));
    expect(sum.toLatency()).toEqual(all.toLatency());
  });
});
