import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { cut, wrap } from "./fit.ts";

describe("text that is cut", () => {
  it("keeps what fits, and ends with … where it does not", () => {
    expect(cut("prefetch=1", 10)).toBe("prefetch=1");
    expect(cut("prefetch=1", 9)).toBe("prefetch…");
    expect(["ab", "ab", "ab"].map((text, index) => cut(text, index))).toEqual(["", "…", "ab"]);
  });

  it("counts wide characters as two columns, and never splits one", () => {
    expect(cut("兎兎兎", 5)).toBe("兎兎…");
    expect(cut("👩‍👩‍👧👩‍👩‍👧", 3)).toBe("👩‍👩‍👧…");
  });

  it("is one line without control characters", () => {
    expect(cut("a\nb\u001b[2J", 40)).toBe(String.raw`a b\u001b[2J`);
  });
});

describe("text that is wrapped", () => {
  it("breaks between words, with an indent under its mark or its first letters", () => {
    expect(wrap("! The median service time is longer than planned.", 30, { indent: "  " })).toEqual([
      "! The median service time is",
      "  longer than planned.",
    ]);
    expect(wrap("prefetch 1 — Even: each of the workers", 24, { indent: "  " })).toEqual([
      "prefetch 1 — Even: each",
      "  of the workers",
    ]);
    expect(wrap(`兎兎 ${"word ".repeat(9)}`, 30, { indent: "  " })[1]).toMatch(/^ {2}word/);
  });

  it("keeps a number and its unit together", () => {
    expect(wrap("the event loop stalled for 223 ms", 32)).toEqual(["the event loop stalled for", "223 ms"]);
    expect(wrap("worker 3 did 43 % of the work", 15)).not.toContain("worker 3 did 43");
  });

  it("breaks a word that is longer than a line", () => {
    for (const line of wrap(`see ${"x".repeat(100)}`, 30)) expect(stringWidth(line)).toBeLessThanOrEqual(30);
  });

  it("stays as it is without a width", () => {
    expect(wrap("! a 223 ms stall", Infinity, { indent: "  " })).toEqual(["! a 223 ms stall"]);
  });
});
