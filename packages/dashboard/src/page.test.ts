import { createHash } from "node:crypto";
import { thousandWorkers, twoTrials } from "@fairhare/report/testing";
import { describe, expect, it } from "vitest";
import { unpackResults } from "./page-results.ts";
import { embeddedJson, renderPage } from "./page.ts";

describe("embedded JSON", () => {
  it("contains nothing that ends its script element or opens a comment", () => {
    const text = embeddedJson({ name: "</script><!--<script>alert(1)&amp;\u2028\u2029" });
    expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  });

  it("is read as the same value", () => {
    const value = { "<a>": ["</script>", "\u2028", 1.5, null, "日本"] };
    expect(JSON.parse(embeddedJson(value))).toEqual(value);
  });
});

it("the only script that the page allows is its own", () => {
  const page = renderPage(twoTrials());
  const [, script = ""] = /<script>(.*)<\/script>/s.exec(page.slice(page.lastIndexOf("<script>"))) ?? [];
  const hash = createHash("sha256").update(script).digest("base64");
  expect(script.length).toBeGreaterThan(10_000);
  expect(page).toContain(`script-src 'sha256-${hash}';`);
});

describe("the data of a thousand workers", () => {
  const results = thousandWorkers();
  const [, data = ""] = /id="data">(.*?)<\/script>/s.exec(renderPage(results)) ?? [];

  it("take at most 300 kB", () => {
    expect(data.length).toBeLessThanOrEqual(300_000);
  });

  it("are the same in the page, rounded to four digits", () => {
    const [shown] = unpackResults(JSON.parse(data).results).trials.flatMap(({ runs }) => runs);
    const [run] = results.trials.flatMap(({ runs }) => runs);
    expect(shown?.workers).toHaveLength(1_000);
    for (const [index, worker] of (shown?.workers ?? []).entries()) {
      const { tasks, slot, diedAtMs, busyMs, busyShare, lane } = run?.workers[index] ?? {};
      expect(worker).toMatchObject({ slot, tasks, diedAtMs });
      expect(worker.busyMs).toBeCloseTo(busyMs ?? 0, -1);
      expect(worker.busyShare).toBeCloseTo(busyShare ?? 0, 5);
      expect(worker.lane).toHaveLength(lane?.length ?? -1);
    }
  });
});
