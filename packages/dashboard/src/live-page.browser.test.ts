// The live page in a real browser, while a run is played to it.
import { nanoseconds } from "@fairhare/core";
import { twoTrials } from "@fairhare/report/testing";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type LivePage, openLivePage } from "./live/live-page.ts";
import type { Follow } from "./live/live-fleet.ts";
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
    expect(await page.locator(".trials li").allTextContents()).toEqual(["prefetch=1▶ running", "prefetch=51 to come"]);
    await page.getByRole("heading", { name: "Run 1 of 2: prefetch=1" }).waitFor();
    await page.locator(".counts", { hasText: "600 of 1,000" }).waitFor();

    await page.getByText("✕ down", { exact: true }).waitFor();
    expect(await page.getByRole("img", { name: /down: 1$/ }).count()).toBe(1);
    isDown = false;
    live.observe(counts(3_050, 700, 600));
    await page.getByRole("img", { name: /2 workers run$/ }).waitFor();
    await page.getByText("Healed after 250 ms.").waitFor();
    await page.getByText("heavy tasks", { exact: true }).waitFor();

    await page.reload();
    await page.locator(".counts", { hasText: "600 of 1,000" }).waitFor();
    await page.locator("canvas").nth(1).waitFor();
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

  it("stays responsive with 200 workers at 20,000 tasks per second", async () => {
    const live = await open("large", fleetOf(200));
    const { page, problems } = await openPage(browser, live.address);
    live.observe(began());
    let at = 0;
    const load = setInterval(() => {
      at += 50;
      live.observe(counts(at, at * 20, at * 19));
    }, 50);
    await page.getByText(/^Workers in the last/).waitFor();
    const frames = await page.evaluate<number[]>(FRAME_TIMES);
    clearInterval(load);
    const sorted = frames.toSorted((a, b) => a - b);
    const [median, p95] = [0.5, 0.95].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? Infinity);
    console.log(`Frame time with 200 workers: median ${median?.toFixed(1)} ms, p95 ${p95?.toFixed(1)} ms.`);
    expect(median).toBeLessThan(100);
    expect(problems).toEqual([]);
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

/** Milliseconds between the frames of three seconds. */
const FRAME_TIMES = `new Promise((resolve) => {
  const times = [];
  const began = performance.now();
  let last = began;
  const frame = (now) => {
    times.push(now - last);
    last = now;
    if (now - began < 3000) requestAnimationFrame(frame);
    else resolve(times.slice(1));
  };
  requestAnimationFrame(frame);
})`;

/** Of the fault, on the clock of the history. */
const [BEGAN_AT, HEALED_AT] = [nanoseconds(2e9), nanoseconds(2.25e9)];

/** Whether worker 1 of the played run is dead. */
let isDown = true;

const fleetOf =
  (workers: number): Follow =>
  () => ({
    poll: () => undefined,
    view: (_, length) => ({
      phase: "publishing",
      startedAt: null,
      publishingAt: null,
      counts: { attempted: 700, confirmed: 700, delivered: 700, completed: 600 },
      publishedPerSecond: 0,
      completedPerSecond: 0,
      pacePerSecond: null,
      ready: 12,
      workers: Array.from({ length: workers }, (__, index) => index + 1).map((slot) => ({
        slot,
        state: slot === 1 && isDown && workers === 2 ? "down" : "busy",
        completed: 300,
        lane: Array.from({ length }, (__, index) => ((index + slot) % 6) / 5),
        heavy: slot === 1 ? Array<number>(length).fill(0.2) : [],
      })),
      faults: [{ text: "kill:worker@2s", target: "", beganAt: BEGAN_AT, healedAt: isDown ? null : HEALED_AT }],
      faultCount: 1,
    }),
    [Symbol.dispose]: () => undefined,
  });

async function open(title: string, follow = fleetOf(2)): Promise<LivePage> {
  const live = await openLivePage({ port: 0, title, follow });
  onTestFinished(() => live[Symbol.asyncDispose]());
  return live;
}
