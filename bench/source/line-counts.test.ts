import { expect, test } from "vitest";
import { foldersOf, isSource, longestFiles, measureGroups, shortFiles, type SourceFile } from "./line-counts.ts";

const files: readonly SourceFile[] = [
  { path: "packages/core/src/time.ts", lines: 10 },
  { path: "packages/core/src/uri.ts", lines: 50 },
  { path: "packages/core/src/random.ts", lines: 90 },
  { path: "packages/core/src/uri.test.ts", lines: 400 },
  { path: "packages/core/src/index.ts", lines: 5 },
  { path: "packages/plan/src/parse/parse.ts", lines: 120 },
  { path: "packages/plan/src/testing/parse.ts", lines: 300 },
  { path: "bench/micro/micro.ts", lines: 29 },
];

test("lengths are counted for each package, without tests", () => {
  expect(measureGroups(files)).toEqual([
    { name: "bench", files: 1, median: 29, p90: 29, max: 29 },
    { name: "core", files: 4, median: 30, p90: 78, max: 90 },
    { name: "plan", files: 1, median: 120, p90: 120, max: 120 },
    { name: "all", files: 6, median: 40, p90: 105, max: 120 },
  ]);
});

test("a folder counts its own files, with and without tests", () => {
  expect(foldersOf(files)).toEqual([
    ["packages/core/src", 4, 5],
    ["packages/plan/src/parse", 1, 1],
    ["bench/micro", 1, 1],
    ["packages/plan/src/testing", 0, 1],
  ]);
});

test("the longest files come first, the shortest of the short ones too; a list of exports may be short", () => {
  expect(longestFiles(files, 2)).toEqual([
    ["packages/plan/src/parse/parse.ts", 120],
    ["packages/core/src/random.ts", 90],
  ]);
  expect(shortFiles(files)).toEqual([
    ["packages/core/src/time.ts", 10],
    ["bench/micro/micro.ts", 29],
  ]);
});

test.each([
  ["packages/core/src/uri.ts", true],
  ["bench/setup/npm.mjs", true],
  ["packages/core/dist/uri.d.ts", false],
  ["packages/core/node_modules/x/index.ts", false],
  ["packages/results/schema/results.schema.json", false],
])("%s is a source: %s", (path, expected) => {
  expect(isSource(path)).toBe(expected);
});
