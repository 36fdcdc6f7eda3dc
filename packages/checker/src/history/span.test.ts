import { describe, expect, it } from "vitest";
import { mergedSpans, outsideOf, overlapOf } from "./span.ts";

const spans = mergedSpans([
  { from: 50, to: 60 },
  { from: 10, to: 20 },
  { from: 15, to: 30 },
]);

describe("spans", () => {
  it("are merged if they overlap, and sorted", () => {
    expect(spans).toEqual([
      { from: 10, to: 30 },
      { from: 50, to: 60 },
    ]);
  });

  it("have an overlap with a stretch of time", () => {
    expect(overlapOf(spans, 0, 5)).toBe(0);
    expect(overlapOf(spans, 20, 55)).toBe(15);
    expect(overlapOf([{ from: 10, to: Infinity }], 0, 40)).toBe(30);
  });

  it("leave the remainder of a stretch of time", () => {
    expect(outsideOf(spans, 20, 70)).toEqual([
      { from: 30, to: 50 },
      { from: 60, to: 70 },
    ]);
    expect(outsideOf(spans, 12, 18)).toEqual([]);
    expect(outsideOf([], 1, 2)).toEqual([{ from: 1, to: 2 }]);
  });
});
