// The errors for a place that has no results.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readResults } from "./read-results.ts";

let directory = "";
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), "fairhare-read-"))));
afterAll(() => rmSync(directory, { recursive: true }));

const problemOf = (place: string): string => {
  try {
    readResults(place);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("it was read");
};

it("a directory that does not exist is named as such", () => {
  const missing = join(directory, "missing");
  expect(problemOf(missing)).toBe(`"${missing}" does not exist. Use a directory under .runs/.`);
});

it("a directory without results and without a plan is neither a run nor a report", () => {
  expect(problemOf(directory)).toBe(
    `"${directory}" is neither a stored run nor a report: it has no plan.json and no results.json. Use a directory under .runs/ or reports/.`,
  );
});

it("a results.json that is not one may be created again, and a file by another name may be the wrong one", () => {
  const [results, other] = [join(directory, "results.json"), join(directory, "package.json")];
  for (const file of [results, other]) writeFileSync(file, '{"name": "something"}');
  expect(problemOf(results)).toContain("create this file again");
  expect(problemOf(other)).toContain("Name the results.json of a run, or the directory of a run or a report.");
  rmSync(results);
});
