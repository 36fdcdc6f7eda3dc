import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { resultsSchema } from "@fairhare/results";
import {
  renderCsv,
  renderIntervalsCsv,
  renderMarkdown,
  renderQueuesCsv,
  renderReport,
  renderWorkersCsv,
} from "./index.ts";
import * as fixtures from "./testing/fixtures.ts";
import { buildResults, buildTrial, editRun } from "./testing/results-builder.ts";

/** `vitest --update` writes what is expected anew; read the difference before committing it. */
const expected = (name: string): string => new URL(`../testdata/reports/${name}`, import.meta.url).pathname;

const cases = Object.entries(fixtures).map(([name, build]) => ({ name, results: build() }));

describe.each(cases)("$name", ({ name, results }) => {
  it("is made of results as the schema has them", () => {
    expect(() => resultsSchema.parse(results)).not.toThrow();
  });

  it("gives the committed report", async () => {
    await expect(renderReport(results)[0]?.content).toMatchFileSnapshot(expected(`${name}.md`));
  });

  it("embeds each of its pictures and no other", () => {
    const [report, ...pictures] = renderReport(results);
    const embedded = [...(report?.content ?? "").matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((match) => match[1]);
    expect(embedded).toEqual(pictures.map((picture) => picture.path));
    expect(new Set(embedded).size).toBe(embedded.length);
  });

  it("has no picture in the exported Markdown", () => {
    expect(renderMarkdown(results)).not.toContain("![");
  });
});

describe("a stored results.json", () => {
  const path = expected("twoTrials.results.json");

  it("is the stored fixture", async () => {
    // A line for each property, so that a new one is one line of a change.
    const lines = JSON.stringify(fixtures.twoTrials()).replaceAll(/,"(?=[^"]+":)/g, ',\n"');
    await expect(`${lines}\n`).toMatchFileSnapshot(path);
  });

  it("gives the report beside it", async () => {
    const stored = resultsSchema.parse(JSON.parse(await readFile(path, "utf8")));
    await expect(renderReport(stored)[0]?.content).toMatchFileSnapshot(expected("twoTrials.md"));
  });
});

describe("the CSV", () => {
  it("has one row per run; its heads are the metrics' paths", () => {
    const lines = renderCsv(fixtures.threeRepeats()).split("\r\n");
    expect(lines).toHaveLength(1 + 6 + 1);
    expect(lines[0]).toMatch(/^trial,run,verdict,settings\.workers,/);
    expect(lines[0]).toContain(",latencyMs.endToEnd.p999,");
    expect(lines[4]).toMatch(/^workers-4,1,pass,4,/);
  });

  it("quotes fields with a comma or a quote, and leaves fields without a measurement empty", () => {
    const trial = buildTrial({ prefetch: 1, tasks: 20, confirmWindow: 0 }, { varied: ["prefetch"] });
    const runs = trial.runs.map((run) => editRun(run, { warnings: ['say "no", twice'] }));
    const [head = "", row = ""] = renderCsv(buildResults([{ ...trial, runs }])).split("\r\n");
    expect(row).toMatch(/,"say ""no"", twice"$/);
    expect(row).toContain('"{""kind"":""odd-even""}"');
    const unquoted = row.replaceAll(/"(?:[^"]|"")*"/g, "quoted").split(",");
    expect(unquoted[head.split(",").indexOf("throughput.confirmedPerSecond")]).toBe("");
  });
});

describe("the CSV of the workers", () => {
  it("has one row per run and worker", () => {
    const results = fixtures.threeRepeats();
    const [head, ...rows] = renderWorkersCsv(results).trimEnd().split("\r\n");
    expect(head).toMatch(/^trial,run,verdict,worker,incarnations,tasks,.*,settings\.workers,/);
    const workers = results.trials.flatMap(({ runs }) => runs.flatMap((run) => run.workers));
    expect(rows).toHaveLength(workers.length);
    expect(rows[0]).toMatch(new RegExp(`^workers-3,1,pass,1,1,${workers[0]?.tasks},`));
  });
});

describe("the CSV of the queues", () => {
  it("has one row per run and queue", () => {
    const results = buildResults([buildTrial({ queues: 3, workers: 3, tasks: 30 })]);
    const [head, ...rows] = renderQueuesCsv(results).trimEnd().split("\r\n");
    expect(head).toMatch(/^trial,run,verdict,queue,workers,attempted,.*,endToEndMs\.p99,.*,settings\.queues,/);
    expect(rows.map((row) => row.split(",").slice(3, 6))).toEqual([
      ["1", "1", "10"],
      ["2", "1", "10"],
      ["3", "1", "10"],
    ]);
  });
});

describe("the CSV of the intervals", () => {
  it("has a row per run and interval, whose rates and latencies are those of the timeline", () => {
    const results = buildResults([buildTrial({ prefetch: 1, tasks: 20 })]);
    const [run] = results.trials[0]?.runs ?? [];
    if (run === undefined) throw new Error("no run");
    const { timeline } = run;
    timeline.ready = [
      [0.1, 3],
      [0.2, 9],
      [0.3, 4],
    ];
    const [head, ...rows] = renderIntervalsCsv(results).trimEnd().split("\r\n");
    expect(head).toMatch(
      /^trial,run,verdict,fromMs,toMs,publishedPerSecond,completedPerSecond,ready,unacked,endToEndMs\.p50,.*,settings\.workers,/,
    );
    expect(rows).toHaveLength(timeline.published.length);
    const cells = rows.map((row) => row.split(","));
    expect(cells.map(([, , , fromMs]) => fromMs)).toEqual(rows.map((_, index) => String(index * timeline.windowMs)));
    expect(cells[0]?.[7]).toBe("9");
    const tasks = cells.map(
      ([, , , fromMs, toMs, , perSecond]) => (Number(perSecond) * (Number(toMs) - Number(fromMs))) / 1000,
    );
    expect(tasks.reduce((sum, count) => sum + count, 0)).toBeCloseTo(20, 6);
    expect(cells.map((row) => (row[11] === "" ? null : Number(row[11])))).toEqual(timeline.endToEndMs.p99);
  });

  it("leaves the latencies of earlier results empty", () => {
    const results = buildResults([buildTrial({ prefetch: 1, tasks: 20 })]);
    const [run] = results.trials[0]?.runs ?? [];
    if (run !== undefined) run.timeline.endToEndMs = { p50: [], p95: [], p99: [], max: [] };
    const [, first = ""] = renderIntervalsCsv(results).split("\r\n");
    expect(first.split(",").slice(9, 13)).toEqual(["", "", "", ""]);
  });
});

it("a report without any run says so", () => {
  const trial = { ...buildTrial({ prefetch: 1, tasks: 20 }), runs: [], summary: {} };
  const [report, ...pictures] = renderReport(buildResults([trial], { verdict: "unknown" }));
  expect(report?.content).toContain("no run was completed and stored");
  expect(pictures).toEqual([]);
});

it("results of a version without simulated failures give a report", () => {
  const results = fixtures.twoTrials();
  const trials = results.trials.map((trial) => {
    const { fail: _, ...settings } = trial.settings;
    return { ...trial, settings };
  });
  expect(renderReport({ ...results, trials })).toEqual(renderReport(results));
});
