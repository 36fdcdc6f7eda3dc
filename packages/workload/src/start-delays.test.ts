import { describe, expect, it } from "vitest";
import { beginsLate, hasStartDelays, longestStartDelayMs, startDelayMs } from "./start-delays.ts";

const AT_ONCE = { workers: 4, startJitterMs: 0, rampUpMs: 0, seed: 1 };
const delays = (settings: typeof AT_ONCE): number[] =>
  Array.from({ length: settings.workers + 1 }, (_, index) => startDelayMs(settings, index + 1));

describe("the time until a worker consumes", () => {
  it("is 0 without a start jitter and a ramp-up", () => {
    expect(delays(AT_ONCE)).toEqual([0, 0, 0, 0, 0]);
    expect([hasStartDelays(AT_ONCE), beginsLate(AT_ONCE, 4), beginsLate(AT_ONCE, 5)]).toEqual([false, false, true]);
  });

  it("is spread evenly over the ramp-up, and 0 for the first worker and for one that joins", () => {
    const ramp = { ...AT_ONCE, rampUpMs: 10_000 };
    expect(delays(ramp)).toEqual([0, 2_500, 5_000, 7_500, 0]);
    expect([1, 2, 5].map((slot) => beginsLate(ramp, slot))).toEqual([false, true, true]);
    expect(longestStartDelayMs(ramp)).toBe(10_000);
  });

  it("is uniform below the start jitter, and the same for the same seed", () => {
    const jitter = { ...AT_ONCE, workers: 2_000, startJitterMs: 2_000 };
    const drawn = delays(jitter).slice(0, -1);
    expect(Math.min(...drawn)).toBeGreaterThan(0);
    expect(Math.max(...drawn)).toBeLessThan(2_000);
    expect(drawn.reduce((sum, delay) => sum + delay, 0) / drawn.length).toBeCloseTo(1_000, -2);
    for (const quarter of [0, 1, 2, 3]) {
      const share = drawn.filter((delay) => Math.floor(delay / 500) === quarter).length / drawn.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
    expect(delays(jitter)).toEqual(delays({ ...jitter }));
    expect(delays({ ...jitter, seed: 2 })).not.toEqual(delays(jitter));
    expect(delays(jitter).at(-1)).toBe(0);
  });
});
