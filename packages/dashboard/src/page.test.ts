import { createHash } from "node:crypto";
import { twoTrials } from "@fairhare/report/testing";
import { describe, expect, it } from "vitest";
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
