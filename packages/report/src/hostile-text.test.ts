// Names and messages come from elsewhere: whatever they contain, a report keeps its structure, and its pictures are valid
// XML.
import { parseXml } from "@rgrove/parse-xml";
import * as fc from "fast-check";
import { printable } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { drawSvg } from "./pictures/chart.ts";
import { textElement } from "./pictures/head.ts";
import { INK } from "./pictures/look.ts";
import { renderMarkdown, renderReport } from "./report.ts";
import { hostileResults } from "./testing/hostile-results.ts";

const PIECES = [
  "\u001b]0;title\u0007",
  "\u009b2J",
  "\u0000",
  "\ud800",
  "\ufffe",
  "\u202e",
  "\r\n## x\n",
  "\n| - | - |\n",
  "\u2028",
  "<script>alert(1)</script>",
  "<img src=x>",
  "<!--",
  "]]>",
  "</text></svg>",
  "&lt;",
  "&",
  "`",
  "```",
  "|",
  "\\",
  "\\|",
  "](javascript:x)",
  "![a](b)",
  "[a]: b",
  "*",
  "**",
  "__x__",
  "~~",
  "# ",
  "> ",
  "- ",
  "1. ",
  '"',
  "'",
  "{b}",
  "{a|b}",
  "%s",
  "é😀",
  "x",
  " ",
];
const hostileText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(""));

/** Each place has its own text, with a number at the end. */
function numbered(texts: readonly string[]): () => string {
  let count = 0;
  return () => `${texts[count % texts.length] ?? ""}x${++count}`;
}

/** The markup that a Markdown reader sees, in order. */
const structureOf = (markdown: string): string[] =>
  [
    ...markdown
      .replaceAll(/^(`{3,})sh\n.*?\n\1$/gms, "code")
      // A `|` is one in a table only.
      .replaceAll(/^(?!\|).*$/gm, (line) => line.replaceAll("|", ""))
      .replaceAll(/\\[!-/:-@[-`{-~]/g, "")
      .matchAll(/`+|\||<(?=[A-Za-z/!?])|\*+|\](?=[([:])|\n(?:#+ |> |- )?|~~/g),
  ].map(([sign]) => sign);

describe("a report with hostile text", () => {
  it("has the same structure as with plain text", { timeout: 60_000 }, () => {
    const plain = structureOf(renderMarkdown(hostileResults(numbered(["plain"]))));
    expect(plain.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 5, maxLength: 5 }), (texts) => {
        const markdown = renderMarkdown(hostileResults(numbered(texts)));
        expect(structureOf(markdown)).toEqual(plain);
      }),
      { seed: 6, numRuns: 40 },
    );
  });

  it("holds no control sequence for a terminal or an editor", () => {
    const markdown = renderMarkdown(hostileResults(numbered(PIECES)));
    // oxlint-disable-next-line no-control-regex -- these are the ones
    expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
    expect(Buffer.from(markdown).toString()).toBe(markdown);
  });

  it("has pictures that a strict parser reads", { timeout: 60_000 }, () => {
    const pictures = renderReport(hostileResults(numbered([PIECES.join("")]))).filter(({ path }) =>
      path.endsWith(".svg"),
    );
    expect(pictures.length).toBeGreaterThan(4);
    for (const { content } of pictures) expect(() => parseXml(content)).not.toThrow();
  });

  it.each(PIECES)("has pictures with %j in them as text", (piece) => {
    const svg = drawSvg(
      { graphic: [textElement(`(${piece})`, 10, 20, 12, INK, false)], xAxis: {}, yAxis: {}, grid: {}, series: [] },
      100,
      piece,
    );
    const shown = printable(piece.replaceAll("\ufffe", "\ufffd")).replaceAll(/\s+/g, "");
    expect(parseXml(svg).text.replaceAll(/\s+|\\u000d/g, "")).toContain(`(${shown})`);
  });

  it("is rejected by the test parser when it is malformed", () => {
    expect(() => parseXml("<svg>\u001b</svg>")).toThrow(/character/i);
    expect(() => parseXml("<svg>\ufffe</svg>")).toThrow(/character/i);
    expect(() => parseXml("<svg><b></svg>")).toThrow(/end tag/i);
  });
});
