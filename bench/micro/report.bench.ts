// A whole report with its pictures, from the stored results that the report's tests use: two trials of 400 tasks.
import { readFileSync } from "node:fs";
import { renderReport } from "@fairhare/report";
import { resultsSchema } from "@fairhare/results";
import { Bench } from "tinybench";
import type { Suite } from "./suite.ts";

const RESULTS = new URL("../../../packages/report/testdata/reports/twoTrials.results.json", import.meta.url);

export function benchReport(): Suite {
  const text = readFileSync(RESULTS, "utf8");
  const results = resultsSchema.parse(JSON.parse(text));
  const bench = new Bench({ time: 500, iterations: 5 })
    .add("read results.json of two trials", () => resultsSchema.parse(JSON.parse(text)))
    .add("render a report of two trials", () => renderReport(results));
  return { bench, perRun: {} };
}
