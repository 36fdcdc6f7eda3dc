import { describe, expect, test } from "vitest";
import { changeOf } from "./comparison.ts";

const row = (...passes: number[]): { name: string; passes: number[] } => ({ name: "append a record", passes });

describe("a benchmark compared with an earlier measurement", () => {
  test("is slower when every pass is slower than every earlier one", () => {
    const change = changeOf(row(112, 110, 111, 115, 113), [row(100, 102, 98, 101, 99)]);
    expect(change?.relative).toBeCloseTo(0.12);
    expect(change?.isNoise).toBe(false);
  });

  test("is faster in the same way", () => {
    const change = changeOf(row(90, 91, 89, 92), [row(100, 102, 98, 101)]);
    expect(change).toMatchObject({ isNoise: false });
    expect(change?.relative).toBeLessThan(0);
  });

  test("may be noise when one pass overlaps", () => {
    expect(changeOf(row(112, 110, 111, 115, 101), [row(100, 102, 98, 101, 99)])?.isNoise).toBe(true);
  });

  test("may be noise with few passes, however far apart", () => {
    expect(changeOf(row(200, 201, 202), [row(100, 101, 102)])?.isNoise).toBe(true);
  });

  test("is unknown when the earlier measurement does not have it", () => {
    expect(changeOf(row(100), [{ name: "read a record", passes: [5] }])).toBeUndefined();
  });
});
