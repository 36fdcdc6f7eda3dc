// The HTML report of claims in a real browser, opened as a file.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { claimsDocument, type ClaimsResults } from "@fairhare/claims";
import { environmentSchema } from "@fairhare/results";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderClaimsPage } from "./page.ts";
import { violations } from "./testing/accessibility.ts";
import { hasChromium } from "./testing/chromium.ts";
import { PageFile } from "./testing/page-file.ts";
import { HOSTILE_TEXT } from "./testing/page-results.ts";

/** A committed report. */
const STORED = fileURLToPath(new URL("../../../reports/claims/4.0.5/claims.json", import.meta.url));

/** Written by an earlier version, so the environment lacks the newest fields. */
function stored(): ClaimsResults {
  const results = JSON.parse(readFileSync(STORED, "utf8")) as ClaimsResults;
  return { ...results, environment: environmentSchema.parse(results.environment) };
}

describe.skipIf(!hasChromium)("the page of claims in Chromium", () => {
  let file: PageFile;
  beforeAll(async () => {
    file = await PageFile.launch();
  });
  afterAll(() => file[Symbol.asyncDispose]());

  const open = (results: ClaimsResults, options: Parameters<PageFile["open"]>[1] = {}): ReturnType<PageFile["open"]> =>
    file.open(renderClaimsPage(claimsDocument(results)), options);

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
