// The HTML report of claims in a real browser, opened as a file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { claimsDocument, type ClaimsResults } from "@fairhare/claims";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderClaimsPage } from "./page.ts";
import { violations } from "./testing/accessibility.ts";
import { hasChromium, launchChromium, openPage } from "./testing/chromium.ts";
import { HOSTILE_TEXT } from "./testing/page-results.ts";

/** A committed report. */
const STORED = fileURLToPath(new URL("../../../reports/claims/4.0.5/claims.json", import.meta.url));
const stored = (): ClaimsResults => JSON.parse(readFileSync(STORED, "utf8")) as ClaimsResults;

describe.skipIf(!hasChromium)("the page of claims in Chromium", () => {
  let browser: Browser;
  let directory: string;
  beforeAll(async () => {
    browser = await launchChromium();
    directory = mkdtempSync(join(tmpdir(), "fairhare-page-"));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  const open = (results: ClaimsResults, options: Parameters<typeof openPage>[2] = {}): ReturnType<typeof openPage> => {
    const file = join(directory, "report.html");
    writeFileSync(file, renderClaimsPage(claimsDocument(results)));
    return openPage(browser, pathToFileURL(file).href, options);
  };

  it.each([
    [400, "dark"],
    [1280, "light"],
  ] as const)("shows each claim with its numbers and passes axe with %i pixels", async (width, colorScheme) => {
    const { page, problems } = await open(stored(), { viewport: { width, height: 900 }, colorScheme });
    expect(await page.locator("#claims tbody tr").count()).toBe(17);
    const section = page.locator("#C14");
    expect(await section.locator("h2").textContent()).toContain("Depends");
    expect(await section.textContent()).toMatch(/Jain's index by busy time.*0\.505 \[0\.505, 0\.507\], n = 6/);
    expect(await section.locator("pre").textContent()).toContain("claims --only C14");
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("shows an unexpected verdict first, and hostile texts as text", async () => {
    const results = stored();
    const claims = results.claims.map((claim) =>
      claim.id === "C05"
        ? { ...claim, verdict: "refuted" as const, isAsExpected: false, remarks: [HOSTILE_TEXT] }
        : claim,
    );
    const { page, problems } = await open({ ...results, claims });
    expect(await page.locator("#verdict.fail").textContent()).toContain("Not as expected: C05.");
    expect(await page.locator("#C05").textContent()).toContain("Not as expected: the expected verdict is reproduced.");
    expect(await page.locator("#C05 li").textContent()).toBe(HOSTILE_TEXT);
    expect(await page.locator("img, iframe, main script").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });
});
