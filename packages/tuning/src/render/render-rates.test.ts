import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { queueRun, queueSettings } from "../testing/queue-run.ts";
import { findRates } from "../rates/find-rates.ts";
import { searchBounds } from "../rates/first-guess.ts";
import {
  FIND_RATE_SCHEMA,
  findRateJsonSchemaText,
  type FindRateResults,
  findRateSchema,
  type RateCell,
} from "../rates/rate-results.ts";
import { curveTable, kneeTable } from "./rate-tables.ts";
import { cellSentence, endSentence, searchSentence } from "./rate-words.ts";
import { renderRates } from "./render-rates.ts";

const SECONDS = 2;
const ENVIRONMENT: FindRateResults["environment"] = {
  node: "20.20.0",
  fairhare: "0.1.0",
  amqplib: "0.10.9",
  broker: { product: "RabbitMQ", version: "4.0.5", erlang: "27.1", provider: "local", queueTypes: ["classic"] },
  os: "Linux 6.1",
  cpu: "CPU",
  cores: 2,
  memoryBytes: 8e9,
  loadAverage: [0, 0, 0],
  startedAt: "2026-01-31T12:00:00.000Z",
  command: "npm run bench -- find-rate --prefetch 1,10",
};

async function measured(): Promise<FindRateResults> {
  const settings = queueSettings({ ratePerSecond: 1, seconds: SECONDS });
  const bounds = searchBounds({ capacity: 400, producers: 1, seconds: SECONDS, startPerSecond: 150 });
  const cells = [1, 10].map((prefetch) => ({
    trial: { id: `prefetch=${prefetch}`, settings: { ...settings, prefetch } },
    seconds: SECONDS,
    search: { ...bounds, precision: 0.05, votes: 3 },
  }));
  const { cells: found, end } = await findRates(
    { cells, thresholds: [], varied: ["prefetch"], budgetSeconds: 600 },
    {
      measure: async ({ ratePerSecond, cell }) => ({
        run: queueRun({
          ratePerSecond,
          seconds: SECONDS,
          roundTripMs: cell.trial.settings.prefetch === 1 ? 20 : 0,
        }),
        directory: null,
      }),
      elapsedSeconds: () => 30,
      onTrial: () => undefined,
      signal: new AbortController().signal,
    },
  );
  const search = { conditions: ["p99<200ms"], trialSeconds: SECONDS, precision: 0.05, votes: 3, budgetSeconds: 600 };
  return { schema: FIND_RATE_SCHEMA, environment: ENVIRONMENT, search, end, seconds: 90, cells: [...found] };
}

const results = await measured();
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
