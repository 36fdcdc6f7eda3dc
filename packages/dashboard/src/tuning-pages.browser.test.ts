// The pages of `find-rate` and `advise` in a real browser, opened as files.
import { buildResults, buildTrial } from "@fairhare/report/testing";
import type { RunResult } from "@fairhare/results";
import { adviceDocument, advise, ratesDocument } from "@fairhare/tuning";
import { searchedRates } from "@fairhare/tuning/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderPage, renderRatesPage } from "./page.ts";
import { violations } from "./testing/accessibility.ts";
import { hasChromium } from "./testing/chromium.ts";
import { PageFile } from "./testing/page-file.ts";
import { HOSTILE_TEXT } from "./testing/page-results.ts";

const SIZES = [
  [400, "dark"],
  [1280, "light"],
] as const;

const rates = ratesDocument(await searchedRates());

/** Busy for these shares of the time in which tasks wait. */
const BUSY = { 1: 0.4, 3: 0.97, 10: 0.98 };
const advised = buildResults(
  Object.entries(BUSY).map(([prefetch, busyShare]) => {
    const trial = buildTrial({ workers: 2, prefetch: Number(prefetch) }, { varied: ["prefetch"] });
    return { ...trial, runs: trial.runs.map((run) => busyFor(run, busyShare)) };
  }),
);

function busyFor(run: RunResult, share: number): RunResult {
  const busyMs = run.workers.reduce((sum, worker) => sum + worker.busyMs, 0);
  return { ...run, fairness: { ...run.fairness, idleWhileBacklogMs: busyMs / share - busyMs } };
}

describe.skipIf(!hasChromium)("in Chromium", () => {
  let file: PageFile;
  beforeAll(async () => {
    file = await PageFile.launch();
  });
  afterAll(() => file[Symbol.asyncDispose]());

  it.each(SIZES)("the page of a search shows curves and trials with %i pixels", async (width, colorScheme) => {
    const { page, problems } = await file.open(renderRatesPage(rates), {
      viewport: { width, height: 900 },
      colorScheme,
    });
    expect(await page.locator("#verdict .lead").allTextContents()).toEqual([
      expect.stringMatching(/^prefetch 1 — Sustains 1[23]\d tasks\/s/),
      expect.stringMatching(/^prefetch 10 — Sustains (3[89]|4[01])\d tasks\/s/),
    ]);
    const section = page.locator("#trial-prefetch-10");
    expect(await section.textContent()).toMatch(/\d of \d trials held at .* the interval is [\d.]+ % wide/);
    const cell = rates.cells[1];
    // Three curves, each with a dot for each rate and for each trial, and the band of the knee.
    const values = (cell?.points.length ?? 0) + (cell?.trials.length ?? 0);
    expect(await section.locator("svg circle").count()).toBe(3 * values);
    expect(await section.locator("svg rect.knee title").textContent()).toMatch(/^highest rate that holds: \d+–\d+\/s$/);
    expect(await section.locator("svg").getAttribute("aria-label")).toContain("Sustains");
    await section.locator("summary").click();
    expect(await section.locator("details tbody tr").count()).toBe(cell?.trials.length);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("the page of a search without an answer says so, and shows hostile texts as text", async () => {
    const cells = rates.cells.slice(0, 1).map((cell) => ({
      ...cell,
      name: HOSTILE_TEXT,
      end: "unfinished" as const,
      heldPerSecond: null,
      failedPerSecond: null,
      points: [],
      trials: [],
    }));
    const { page, problems } = await file.open(renderRatesPage({ ...rates, cells, command: HOSTILE_TEXT }));
    expect(await page.locator("#verdict.unknown").textContent()).toContain(HOSTILE_TEXT);
    expect(await page.locator("main svg, img, iframe, main script").count()).toBe(0);
    expect(await page.locator("pre").textContent()).toBe(HOSTILE_TEXT);
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each(SIZES)("the page of an advice begins with it with %i pixels", async (width, colorScheme) => {
    const { page, problems } = await file.open(renderPage(advised, adviceDocument(advise(advised, 0.95))), {
      viewport: { width, height: 900 },
      colorScheme,
    });
    expect(await page.locator("main > section").first().locator(".badge").textContent()).toMatch(
      /^Set prefetch 3: basic\.qos/,
    );
    expect(await page.locator("#limits svg rect.knee title").textContent()).toBe("set prefetch 3");
    expect(await page.locator("#limits svg circle title").allTextContents()).toContain(
      "Prefetch 1: busy while tasks wait 40 %",
    );
    expect(await page.locator("#verdict").count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await page.close();
  });
});
