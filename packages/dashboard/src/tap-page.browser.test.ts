// The page of the tap in a real browser, while clients are played to it.
import { TAP_SCHEMA, type TapResults } from "@fairhare/observe";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { renderTapPage } from "./page.ts";
import { endedPageState, openTapPage, type TapPage } from "./tap/tap-page.ts";
import { violations } from "./testing/accessibility.ts";
import { hasChromium, launchChromium, openPage } from "./testing/chromium.ts";
import { PageFile } from "./testing/page-file.ts";
import { HOSTILE_TEXT } from "./testing/page-results.ts";
import { PlayedTap } from "./testing/played-tap.ts";

const IDENTITY = {
  uri: "amqp://shop:***@broker.example:5672",
  listen: "127.0.0.1:5673",
  startedAt: "2026-11-24T05:30:00.000Z",
  fairhare: "0.1.0",
};

describe.skipIf(!hasChromium)("the page of the tap in Chromium", () => {
  let browser: Browser;
  let file: PageFile;
  beforeAll(async () => {
    [browser, file] = await Promise.all([launchChromium(), PageFile.launch()]);
  });
  afterAll(() => Promise.all([browser.close(), file[Symbol.asyncDispose]()]));

  it("follows the clients, survives a reload, and shows the report at the end", async () => {
    const tap = new PlayedTap(4);
    const live = await open(tap);
    const { page, problems } = await openPage(browser, live.address);
    await page.getByText("1 publisher published 0 messages").or(page.getByText("0 publishers published")).waitFor();

    update(live, tap.play(30));
    await page.locator(".counts", { hasText: "published120 4.00/s" }).first().waitFor();
    expect(await page.locator("#consumers tbody tr").count()).toBe(4);
    await page.locator("#findings .card", { hasText: "No prefetch limit: billing-4 of queue work" }).waitFor();
    await page.getByText("Busy in the last 30 s").waitFor();
    await page.getByText("4 consumers, 0 with a delivery in hand; shares of the deliveries 25.0 %").waitFor();
    expect(await page.locator("#rates canvas, #queues canvas").count()).toBe(3);
    await page.getByText("No consumer has ended unexpectedly").waitFor();

    update(live, tap.cut(0));
    await page.getByText("Consumer billing-1 of work: broke, with 1 delivery in hand.").waitFor();
    await page.locator("#findings .card", { hasText: "1 connection broke" }).waitFor();
    await page.locator("#consumers select").selectOption({ label: "slowest acks (p99)" });
    expect(await page.locator("#consumers tbody tr td").first().textContent()).toBe("billing-3");

    await page.reload();
    await page.locator("#consumers tbody tr").first().waitFor();
    await live.end(resultsOf(tap), "/reports/tap");
    await page.locator(".banner", { hasText: "/reports/tap" }).waitFor();
    await page.getByText("✗ jainBusy>=0.9").waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it("of hundreds of consumers shows those that differ, and stays responsive", async () => {
    const tap = new PlayedTap(400).play(20);
    const live = await open(tap);
    const { page, problems } = await openPage(browser, live.address);
    await page.locator("#consumers tbody tr").nth(19).waitFor();
    expect(await page.locator("#consumers tbody tr").count()).toBe(20);
    await page.getByText("340 more consumers not listed").waitFor();
    await page.getByText("200 more consumers without a lane.").waitFor();
    await page.getByRole("button", { name: "Show all 60" }).click();
    expect(await page.locator("#consumers tbody tr").count()).toBe(60);
    const load = setInterval(() => update(live, tap), 100);
    const worst = await page.evaluate<number>(LONGEST_FRAME);
    clearInterval(load);
    console.log(`Longest frame with 400 consumers: ${worst.toFixed(0)} ms.`);
    expect(worst).toBeLessThan(1_000);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("shows hostile names as text", async () => {
    const tap = new PlayedTap(2, () => HOSTILE_TEXT).play(3).cut(0);
    const live = await open(tap);
    const { page, problems } = await openPage(browser, live.address);
    await page.locator("#consumers td", { hasText: HOSTILE_TEXT }).first().waitFor();
    await page.locator("#connections li", { hasText: HOSTILE_TEXT }).first().waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each([
    ["light", 1_280],
    ["dark", 390],
  ] as const)("the report is accessible and fits in %s colours at %i pixels", async (colorScheme, width) => {
    const tap = new PlayedTap(8).play(40).cut(0);
    const html = renderTapPage(endedPageState(resultsOf(tap), tap.history));
    const { page, problems } = await file.open(html, { colorScheme, viewport: { width, height: 900 } });
    await page.locator("#consumers tbody tr").first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    expect(problems).toEqual([]);
    await page.close();
  });
});

/** Milliseconds, within two seconds. */
const LONGEST_FRAME = `new Promise((resolve) => {
  const began = performance.now();
  let [last, longest] = [began, 0];
  const frame = (now) => {
    longest = Math.max(longest, now - last);
    last = now;
    if (now - began < 2000) requestAnimationFrame(frame);
    else resolve(longest);
  };
  requestAnimationFrame(frame);
})`;

const update = (page: TapPage, tap: PlayedTap): void => page.update(tap.view, tap.rates);

function resultsOf(tap: PlayedTap): TapResults {
  return {
    schema: TAP_SCHEMA,
    ...IDENTITY,
    endedAt: "2026-11-24T05:40:00.000Z",
    endedBy: "interruption",
    ...tap.view,
    findings: [],
    warnings: [],
    thresholds: [{ expression: "jainBusy>=0.9", ok: false, actual: 0.61 }],
  };
}

async function open(tap: PlayedTap): Promise<TapPage> {
  const page = await openTapPage({
    port: 0,
    identity: () => IDENTITY,
    history: tap.history,
    view: () => tap.view,
  });
  onTestFinished(() => page[Symbol.asyncDispose]());
  return page;
}
