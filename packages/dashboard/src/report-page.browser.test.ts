// The HTML report in a real browser, opened as a file.
import { deadWorker, manyWorkers, twoTrials } from "@fairhare/report/testing";
import type { Results } from "@fairhare/results";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderPage } from "./page.ts";
import { violations } from "./testing/accessibility.ts";
import { hasChromium } from "./testing/chromium.ts";
import { PageFile } from "./testing/page-file.ts";
import { hostile, HOSTILE_TEXT, matrix, severalQueues } from "./testing/page-results.ts";

const LOOKS = [
  [400, "light"],
  [400, "dark"],
  [1280, "light"],
  [2000, "dark"],
] as const;

describe.skipIf(!hasChromium)("the HTML report in Chromium", () => {
  let file: PageFile;
  beforeAll(async () => {
    file = await PageFile.launch();
  });
  afterAll(() => file[Symbol.asyncDispose]());

  const open = (results: Results, options: Parameters<PageFile["open"]>[1] = {}): ReturnType<PageFile["open"]> =>
    file.open(renderPage(results), options);

  it.each([
    ["two trials", twoTrials],
    ["a dead worker", deadWorker],
    ["200 workers", manyWorkers],
    ["a matrix", matrix],
  ] as const)("opens %s without an error or a request", async (_, results) => {
    const { page, problems } = await open(results());
    expect(await page.locator("h1").textContent()).toBe(results().experiment.name);
    expect(await page.locator("canvas").count()).toBeGreaterThan(1);
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each(LOOKS)("passes axe and fits %i pixels in %s colours", async (width, colorScheme) => {
    const { page } = await open(matrix(), { viewport: { width, height: 900 }, colorScheme });
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    await page.close();
  });

  it("has a table of the queues only if there are several", async () => {
    const { page } = await open(severalQueues());
    const cells = await page.locator("[aria-label=Queues] tbody tr td:nth-child(-n+3)").allTextContents();
    expect(cells).toEqual(["1", "1", "20", "2", "1", "20", "3", "1", "20"]);
    expect(await page.locator("#trial").textContent()).toContain("Over all 3 queues: completed tasks 20");
    await page.close();
    const { page: other } = await open(twoTrials());
    expect(await other.locator("[aria-label=Queues]").count()).toBe(0);
    await other.close();
  });

  it("shows hostile texts as text", async () => {
    const { page, problems } = await open(hostile());
    expect(await page.locator("body").textContent()).toContain(HOSTILE_TEXT);
    expect(await page.locator("img, iframe, main script").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("shows faults, deaths and restarts", async () => {
    const { page } = await open(deadWorker());
    const text = await page.locator("#trial").textContent();
    for (const { kind, target } of deadWorker().trials[0]?.runs[0]?.faults ?? [])
      expect(text).toContain(`${kind} ${target}`);
    expect(await page.locator("svg .ended").count()).toBe(2);
    expect(await page.locator("svg .began-again").count()).toBe(1);
    await page.close();
  });

  it("draws a large fleet as strips", async () => {
    const { page } = await open(manyWorkers());
    expect(await page.locator("#trial").getByText("Busy time of each worker", { exact: true }).count()).toBe(1);
    await page.close();
  });

  it("sorts the comparison, adds a metric, and shows a trial that is chosen from the heat map", async () => {
    const { page } = await open(matrix());
    const table = page.locator("#comparison table");
    await table.getByRole("button", { name: "makespan" }).click();
    expect(await table.locator("th[aria-sort=ascending]").textContent()).toContain("makespan");
    await page.getByText(/^Metrics:/).click();
    await page.getByRole("checkbox", { name: "latencyMs.queueWait.p99", exact: true }).check();
    expect(await table.locator("thead").textContent()).toContain("latencyMs.queueWait.p99");
    await page.locator("#heat-map td button").last().click();
    expect(await page.locator("#trial-title").textContent()).toContain("4 workers, prefetch unlimited");
    await page.close();
  });

  it("is zoomed by the keyboard, and reads values out", async () => {
    const { page } = await open(twoTrials());
    const zoom = page.getByRole("group", { name: "Zoom of the charts over time" });
    const before = await zoom.locator("output").textContent();
    await zoom.getByRole("button", { name: "Zoom in" }).press("Enter");
    expect(await zoom.locator("output").textContent()).not.toBe(before);
    const chart = page.getByRole("group", { name: /^Completed per second/ });
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await page
      .locator(".chart", { has: chart })
      .locator(".reading")
      .getByText(/^at .*: completed \d/)
      .waitFor();
    await page.close();
  });

  it("draws the latency over time, and shows the losses at 1200 pixels without scrolling", async () => {
    const { page } = await open(matrix(), { viewport: { width: 1200, height: 900 } });
    const chart = page.getByRole("group", { name: /^End-to-end latency, by the time of completion/ });
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await page
      .locator(".chart", { has: chart })
      .locator(".reading")
      .getByText(/^at .*: p50 \d.*p99 \d/)
      .waitFor();
    const lost = await page.locator("#comparison table").getByRole("button", { name: "lost" }).boundingBox();
    expect((lost?.x ?? Infinity) + (lost?.width ?? 0)).toBeLessThan(1200);
    await page.close();
  });

  it("changes its colours", async () => {
    const { page } = await open(twoTrials(), { colorScheme: "light" });
    const paper = (): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await paper();
    await page.getByRole("button", { name: "Dark colours" }).click();
    expect(await paper()).not.toBe(light);
    await page.close();
  });
});
