import { describe, expect, it } from "vitest";
import { parseTrace } from "./trace.ts";

describe("a trace", () => {
  it("has one line per task, dots or a duration, besides comments and blank lines", () => {
    expect(parseTrace("# a comment\r\n.\r\n\r\n...\r\n250us\n1.5s", 1_000, "t")).toEqual({
      costsMs: [1_000, 3_000, 0.25, 1_500],
      mistakes: [],
    });
  });

  it("reports invalid lines by number, at most 20", () => {
    const { mistakes } = parseTrace(Array.from({ length: 25 }, () => "oops").join("\n"), 1, "t");
    expect(mistakes).toHaveLength(21);
    expect(mistakes[0]).toMatchObject({ place: "t:1" });
    expect(mistakes[20]?.message).toMatch(/^5 more lines/);
  });

  it("is refused when it is empty, or contains a bare number or a task over an hour", () => {
    expect(parseTrace("# nothing\n", 1, "t").mistakes).toHaveLength(1);
    expect(parseTrace("100", 1, "t").mistakes).toHaveLength(1);
    expect(parseTrace("61m", 1, "t").mistakes[0]?.message).toMatch(/longer than an hour/);
  });
});
