import { describe, expect, it } from "vitest";
import { trendOf } from "./trend.ts";

const line = (perSecond: number, from = 0, to = 2_000): [number, number][] =>
  Array.from({ length: (to - from) / 250 + 1 }, (_, index) => [from + index * 250, 7 + perSecond * index * 0.25]);

describe("the trend of a series", () => {
  it("is the slope of the line that it is, per second", () => {
    expect(trendOf(line(40), 0, 2_000)).toEqual({ perSecond: 40, explained: 1 });
    expect(trendOf(line(-3), 0, 2_000)?.perSecond).toBeCloseTo(-3, 9);
  });

  it("looks at the asked stretch only", () => {
    const series = [...line(10), ...line(-20, 2_250, 4_000)];
    expect(trendOf(series, 250, 1_750)?.perSecond).toBeCloseTo(10, 9);
    expect(trendOf(series, 2_250, 4_000)?.perSecond).toBeCloseTo(-20, 9);
  });

  it("explains little of what goes up and down", () => {
    const saw = line(0).map(([at], index): [number, number] => [at, index % 2]);
    expect(trendOf(saw, 0, 2_000)?.explained).toBeLessThan(0.1);
  });

  it("of a constant is flat, and that is all there is to explain", () => {
    expect(trendOf(line(0), 0, 2_000)).toEqual({ perSecond: 0, explained: 1 });
  });

  it("is not known from two points, from one moment, or from nothing", () => {
    expect(trendOf(line(5), 0, 250)).toBeNull();
    expect(
      trendOf(
        [1, 2, 3].map((value): [number, number] => [5, value]),
        0,
        10,
      ),
    ).toBeNull();
    expect(trendOf([], 0, 10)).toBeNull();
  });
});
