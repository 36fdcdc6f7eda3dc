import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findRateJsonSchemaText, findRateSchema, type RateCell } from "../rates/rate-results.ts";
import { searchedRates } from "../testing/searched-rates.ts";
import { curveTable, kneeTable } from "./rate-tables.ts";
import { cellSentence, endSentence, searchSentence } from "./rate-words.ts";
import { renderRates } from "./render-rates.ts";

const results = await searchedRates();
const [slow, fast] = results.cells;
if (slow === undefined || fast === undefined) throw new Error("expected two cells");
const withCell = (changes: Partial<RateCell>): RateCell => ({ ...fast, ...changes });

describe("the report of a search", () => {
  const [report, ...pictures] = renderRates(results);

  it("begins with a sentence for each cell, and has a curve and its picture for each", () => {
    expect(report?.content).toMatch(/\*\*prefetch 1\*\* — Sustains 1[23]\d tasks\/s; 1[34]\d tasks\/s does not hold/);
    expect(report?.content).toMatch(/\*\*prefetch 10\*\* — Sustains (3[89]|4[01])\d tasks\/s/);
    expect(report?.content).toContain("| prefetch 1  |");
    expect(pictures.map(({ path }) => path)).toEqual([
      "pictures/prefetch-1-rates.svg",
      "pictures/prefetch-10-rates.svg",
    ]);
    for (const { path } of pictures) expect(report?.content).toContain(`](${path})`);
  });

  it("has pictures without invalid numbers, with a title that says the numbers", () => {
    for (const { content } of pictures) {
      expect(content).not.toMatch(/NaN|undefined|Infinity/);
      expect(content).toMatch(/<title>Latency by rate: prefetch 10?: .*held: p50 [\d.]+ ms, p99 /);
    }
  });

  it("agrees with its schema, and the shipped JSON Schema with the source", () => {
    expect(findRateSchema.parse(JSON.parse(JSON.stringify(results)))).toEqual(results);
    const shipped = readFileSync(new URL("../../schema/find-rate.schema.json", import.meta.url), "utf8");
    expect(shipped).toBe(findRateJsonSchemaText());
  });

  it("has a table of the highest rates and a curve for each cell", () => {
    expect(kneeTable(results).rows.map(([name]) => name)).toEqual(["prefetch 1", "prefetch 10"]);
    const curve = curveTable(fast);
    expect(curve.rows.length).toBe(fast.points.length);
    expect(curve.rows.at(-1)?.at(-1)).toMatch(/^the backlog grew by/);
  });
});

describe("the sentences of a search", () => {
  const neither = { highestHeldPerSecond: null, lowestFailedPerSecond: null, points: [], trials: [] };
  it.each([
    [withCell({ end: "everything-holds", lowestFailedPerSecond: null }), /^Sustains \d+ tasks\/s, the highest rate/],
    [
      withCell({ end: "nothing-holds", highestHeldPerSecond: null }),
      /^No rate holds: even \d+ tasks\/s does not: the backlog/,
    ],
    [withCell({ end: "unclear", ...neither }), /^Not decided: trials had no verdict\.$/],
    [withCell({ end: "unfinished", ...neither }), /^Not measured\.$/],
    [withCell({ end: "unfinished", lowestFailedPerSecond: null }), /^Sustains at least \d+ tasks\/s/],
    [withCell({ end: "unfinished", highestHeldPerSecond: null }), /^Sustains less than \d+ tasks\/s: the backlog/],
    [
      withCell({ end: "unfinished" }),
      /^Sustains \d+ tasks\/s, and less than \d+ tasks\/s: .* did not reach its precision/,
    ],
  ])("%#", (cell, sentence) => {
    expect(cellSentence(cell)).toMatch(sentence);
  });

  it("name the conditions, and why the search ended early", () => {
    expect(searchSentence(results)).toMatch(
      /the backlog does not grow and p99<200ms, in the majority of up to 3 trials/,
    );
    expect(endSentence(results)).toBe("");
    expect(endSentence({ ...results, end: "budget" })).toBe("The budget of 10 min was used up.");
    expect(endSentence({ ...results, end: "interrupted" })).toBe("The search was interrupted.");
  });
});
