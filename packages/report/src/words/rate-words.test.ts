import { describe, expect, it } from "vitest";
import { isPaced, ratePhrase } from "./rate-words.ts";

const SCHEDULE = {
  kind: "schedule",
  phases: [
    { fromPerSecond: 100, toPerSecond: 100, seconds: 5 },
    { fromPerSecond: 100, toPerSecond: 2_000, seconds: 60 },
    { fromPerSecond: 0, toPerSecond: 0, seconds: 0.5 },
    { fromPerSecond: 2_000, toPerSecond: 20, seconds: 90 },
  ],
};

describe("a rate in words", () => {
  it.each([
    [1_000, "1,000/s"],
    [null, "unlimited"],
    [undefined, "unlimited"],
    [SCHEDULE, "100/s for 5 s, 100–2,000/s over 60 s, 0/s for 0.5 s, 2,000–20/s over 90 s"],
  ])("%j", (rate, words) => {
    expect(ratePhrase(rate)).toBe(words);
  });

  it("is a rate unless it is unlimited", () => {
    expect([1_000, SCHEDULE, null, undefined, "fast"].map(isPaced)).toEqual([true, true, false, false, false]);
  });
});
