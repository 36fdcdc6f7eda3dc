// An export to `-`: standard output has the document and nothing else, so that a program can read it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  renderBenchmark,
  renderChanges,
  renderCsv,
  renderJunit,
  renderMarkdown,
  renderOpenMetrics,
  renderIntervalsCsv,
  renderQueuesCsv,
  renderWorkersCsv,
} from "@fairhare/report";
import { readResults, sealedJson } from "@fairhare/store";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runWords } from "../testing/run-words.ts";
import { storeRun } from "../testing/stored-run.ts";

let home: string;
let stored: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-standard-output-"));
  stored = storeRun(home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

it.each([
  ["--export-json", "-", sealedJson],
  ["--export-markdown", "-", renderMarkdown],
  ["--export-csv", "-", renderCsv],
  ["--export-csv-workers", "-", renderWorkersCsv],
  ["--export-csv-queues", "-", renderQueuesCsv],
  ["--export-csv-intervals", "-", renderIntervalsCsv],
  ["--export-junit", "-", renderJunit],
  ["--export-openmetrics", "-", renderOpenMetrics],
  ["--export-benchmark", "bigger:-", (results) => renderBenchmark(results, "bigger")],
] satisfies [string, string, typeof renderMarkdown][])("report %s %s", async (flag, value, render) => {
  const { code, out, err } = await runWords(home, ["report", stored, "--out", "report", flag, value]);
  expect([code, out]).toEqual([0, render(readResults(stored))]);
  expect(err).toMatch(/^Report: /);
});

it("compare --export-markdown -", async () => {
  const { code, out, err } = await runWords(home, ["compare", stored, stored, "--export-markdown", "-"]);
  const results = readResults(stored);
  expect([code, out]).toEqual([0, renderChanges(results, results)]);
  expect(err).toContain("makespan");
});
