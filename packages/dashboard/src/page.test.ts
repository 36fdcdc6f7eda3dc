import { describe, expect, it } from "vitest";
import { embeddedJson } from "./page.ts";

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
