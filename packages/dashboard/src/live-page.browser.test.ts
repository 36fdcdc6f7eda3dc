// The live page in a real browser, while a run is played to it.
import { twoTrials } from "@fairhare/report/testing";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type LivePage, openLivePage } from "./live/live-page.ts";
import { hasChromium, launchChromium, openPage } from "./testing/chromium.ts";
import { began, counts } from "./testing/live-events.ts";
import { HOSTILE_TEXT } from "./testing/page-results.ts";

describe.skipIf(!hasChromium)("the live page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("follows a run with a fault, survives a reload, and shows the results at the end", async () => {
    const live = await open("odd-even");
    const { page, problems } = await openPage(browser, live.address);
    await page.getByText("The broker starts; no run has begun.").waitFor();

    live.observe(began());
    for (let at = 0; at <= 3_000; at += 50) live.observe(counts(at, 700, at / 5));
    live.observe({ type: "fault", message: "Fault: kill:worker@2s → worker process 1." });
    await page.getByText("Fault: kill:worker@2s → worker process 1.").waitFor();
    await page.getByRole("heading", { name: "Run 1 of 2: prefetch=1" }).waitFor();
    await page.locator(".counts", { hasText: "600 of 1,000" }).waitFor();

    await page.reload();
    await page.locator(".counts", { hasText: "600 of 1,000" }).waitFor();
    expect(await page.locator("canvas").count()).toBe(2);

    await live.end(twoTrials(), "/reports/odd-even");
    await page.locator("#verdict").waitFor();
    expect(await page.locator(".banner").textContent()).toContain("/reports/odd-even");
    expect(problems).toEqual([]);
    await page.close();
  });

  it("says that Fairhare was stopped, and keeps the last numbers", async () => {
    const live = await openLivePage({ port: 0, title: "odd-even" });
    const { page } = await openPage(browser, live.address);
    live.observe(began());
    live.observe(counts(500, 700, 321));
    await page.locator(".counts", { hasText: "321 of 1,000" }).waitFor();
    await live[Symbol.asyncDispose]();
    await page.getByRole("alert").waitFor();
    expect(await page.locator(".counts").textContent()).toContain("321 of 1,000");
    await page.close();
  });

  it("shows hostile texts as text", async () => {
    const live = await open(HOSTILE_TEXT);
    const { page, problems } = await openPage(browser, live.address);
    live.observe(began());
    live.observe({ type: "notice", message: HOSTILE_TEXT });
    await page.getByRole("listitem").filter({ hasText: HOSTILE_TEXT }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });
});

async function open(title: string): Promise<LivePage> {
  const live = await openLivePage({ port: 0, title });
  onTestFinished(() => live[Symbol.asyncDispose]());
  return live;
}
