// A report of a thousand workers stays small and readable.
import { laneSlots } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { renderReport } from "./report.ts";
import { shareBars } from "./pictures/share-bars.ts";
import { fleetTables } from "./tables/fleet-table.ts";
import { twoTrials } from "./testing/fixtures.ts";
import { thousandWorkers } from "./testing/thousand-workers.ts";

const MOST_BYTES = 300_000;

const results = thousandWorkers();
const [trial] = results.trials;
const [run] = trial?.runs ?? [];
if (trial === undefined || run === undefined) throw new Error("the results have no run");

describe("the report of a thousand workers", () => {
  const files = renderReport(results);
  const markdown = files[0]?.content ?? "";

  it.each(files.map(({ path, content }) => [path, content]))("has at most 300 kB in %s", (_, content) => {
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it("has quantiles instead of a row per worker", () => {
    expect(markdown.match(/^\| (least|10 %|25 %|median|75 %|90 %|most) +\|/gm)).toHaveLength(7);
    expect(markdown.split("\n").length).toBeLessThan(200);
  });

  it("has strips of evenly chosen workers, from the first to the last", () => {
    const lanes = files.find(({ path }) => path.endsWith("-lanes.svg"))?.content ?? "";
    expect(lanes).toContain("125 of 1,000 workers, evenly chosen");
    expect(lanes).toMatch(/>1<.*>161<.*>961</s);
  });
});

describe("the tables of a large fleet", () => {
  const [quantiles, eventful] = fleetTables(run, trial);

  it("have the least, the median and the most of each column", () => {
    const tasks = run.workers.map((worker) => worker.tasks).toSorted((a, b) => a - b);
    const column = quantiles?.table.head.indexOf("tasks") ?? -1;
    const cells = quantiles?.table.rows.map((row) => row[column]);
    expect([cells?.[0], cells?.[3], cells?.[6]]).toEqual([tasks[0], tasks[500], tasks[999]].map(String));
  });

  it("name the workers that ended or were replaced", () => {
    expect(eventful?.title).toBe("Workers that joined, ended or were replaced (2 of 1,000):");
    expect(eventful?.table.rows.map(([slot]) => slot)).toEqual(["400", "800"]);
  });

  it("are one row per worker in a small fleet", () => {
    const [small] = twoTrials().trials;
    const [first] = small?.runs ?? [];
    if (small === undefined || first === undefined) throw new Error("the fixture has no run");
    expect(fleetTables(first, small)).toMatchObject([{ title: "", table: { rows: { length: first.workers.length } } }]);
  });
});

describe("the bars of busy shares", () => {
  it("are groups of a large fleet, from the busiest to the least busy, with the same total", () => {
    const { bars, axis } = shareBars(run.workers);
    expect(bars).toHaveLength(100);
    expect(axis).toBe("workers from the busiest to the least busy, 10 per bar");
    expect(bars.map(({ share }) => share)).toEqual(bars.map(({ share }) => share).toSorted((a, b) => b - a));
    expect(bars.reduce((sum, { share }) => sum + share * 10, 0)).toBeCloseTo(1, 9);
  });

  it("are one per worker up to a hundred", () => {
    expect(shareBars(run.workers.slice(0, 100))).toMatchObject({ axis: "worker", bars: { length: 100 } });
  });
});

describe("the lanes of a fleet", () => {
  it.each([
    [0, { every: 1, lanes: 0 }],
    [64, { every: 1, lanes: 64, segments: 400 }],
    [65, { every: 1, lanes: 65, segments: 120 }],
    [200, { every: 1, lanes: 200, segments: 60 }],
    [201, { every: 2, lanes: 101, segments: 60 }],
    [1_000, { every: 8, lanes: 125, segments: 60 }],
    [10_000, { every: 80, lanes: 125, segments: 60 }],
  ])("of %i workers are limited", (workers, expected) => {
    expect(laneSlots(workers)).toMatchObject(expected);
  });
});
