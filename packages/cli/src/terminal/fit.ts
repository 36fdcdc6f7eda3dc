// Fits text into columns: cuts it with …, or wraps it between words with a hanging indent. Measures wide characters.
import { oneLine, printable } from "@fairhare/core";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { Channel } from "./terminal.ts";

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The printable form of `foreign` on one line, in at most `columns` columns; a longer text ends with …. */
export function cut(foreign: string, columns: number): string {
  const text = oneLine(foreign);
  if (stringWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns < 1 ? "" : `${kept}…`;
}

/** Narrower text is harder to read than broken words. */
const NARROWEST = 20;
/** A space between a number and its unit. */
const UNIT_SPACE = /(?<=\d) (?=(?:[µmn]?s|min|h|%|[kMGT]?B|×)(?![\p{L}\p{N}]))/gu;
const NO_BREAK = "\u00a0";

/**
 * The lines of a sentence, wrapped between words but never between a number and its unit. `mark` begins the first line;
 * the others are indented by its width. Words that are too long for a line are broken.
 */
export function wrap(foreign: string, columns: number, mark = ""): string[] {
  const text = printable(foreign).replaceAll("\t", " ");
  const indent = stringWidth(mark);
  if (columns - indent < NARROWEST) return [mark + text];
  const joined = text.replaceAll(UNIT_SPACE, NO_BREAK);
  const lines = Number.isFinite(columns) ? wrapAnsi(joined, columns - indent, { hard: true }) : joined;
  return lines
    .split("\n")
    .map((line, index) => (index === 0 ? mark : " ".repeat(indent)) + line.replaceAll(NO_BREAK, " "));
}

/** The width for sentences: files and logs have none. */
export const proseColumns = ({ isTerminal, columns }: Pick<Channel, "isTerminal" | "columns">): number =>
  isTerminal ? columns() : Infinity;
