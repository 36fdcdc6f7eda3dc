import { describe, expect, it } from "vitest";
import { LaneBuilder } from "./lane.ts";

const MS = 1e6;
const lengthOf = (segments: readonly (readonly [number, number, number])[]) =>
  segments.reduce((sum, [from, to]) => sum + (to - from), 0);

describe("a lane", () => {
  it("has one segment for each stretch while there are few", () => {
    const lane = new LaneBuilder(400);
    lane.end(5 * MS, 15 * MS, true);
    lane.end(20 * MS, 21 * MS, false);
    expect(lane.toSegments(5 * MS)).toEqual([
      [0, 10, 1],
      [15, 16, 0],
    ]);
  });

  it.each([401, 5_000, 100_000])("has at most 400 segments for %i stretches, with the same total length", (count) => {
    const lane = new LaneBuilder(400);
    for (let i = 0; i < count; i++) {
      lane.begin(i * 10 * MS);
      lane.end(i * 10 * MS, (i * 10 + 3) * MS, i % 2 === 0);
    }
    const segments = lane.toSegments(0);
    expect(segments.length).toBeLessThanOrEqual(400);
    expect(segments.length).toBeGreaterThan(100);
    expect(lengthOf(segments)).toBeCloseTo(count * 3, 3);
  });

  it("excludes a freeze in the middle of a stretch", () => {
    const lane = new LaneBuilder(400, [{ from: 20 * MS, to: 70 * MS }]);
    lane.begin(10 * MS);
    lane.end(10 * MS, 80 * MS, true);
    lane.end(75 * MS, 90 * MS, false);
    expect(lane.toSegments(0)).toEqual([
      [10, 20, 1],
      [70, 80, 1],
      [75, 90, 0],
    ]);
  });

  it("has no overlapping segments, and weights heavy tasks by busy time", () => {
    const lane = new LaneBuilder(400);
    for (let i = 0; i < 10_000; i++) lane.end(i * 10 * MS, (i * 10 + (i % 2 === 0 ? 9 : 1)) * MS, i % 2 === 0);
    const segments = lane.toSegments(0);
    for (const [index, [from]] of segments.entries()) {
      expect(from).toBeGreaterThanOrEqual(segments[index - 1]?.[1] ?? 0);
    }
    expect(segments[10]?.[2]).toBeCloseTo(0.9, 1);
  });
});
