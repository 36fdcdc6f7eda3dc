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
/** The begin of a line that stands over the indent: a mark, or the first letters of a word. */
const HANGING = /^[!-~✓✗] ?[!-~]?/;
/** A space between a number and its unit. */
const UNIT_SPACE = /(?<=\d) (?=(?:[µmn]?s|min|h|%|[kMGT]?B|×)(?![\p{L}\p{N}]))/gu;
const NO_BREAK = "\u00a0";

/**
 * The lines of a sentence, wrapped between words but never between a number and its unit. All lines but the first begin
 * with `indent`. Words that are too long for a line are broken.
 */
export function wrap(foreign: string, columns: number, { indent = "" } = {}): string[] {
  const text = printable(foreign).replaceAll("\t", " ");
  const room = columns - stringWidth(indent);
  if (room < NARROWEST || !Number.isFinite(columns)) return text.split("\n");
  return text.split("\n").flatMap((line) => {
    const head = HANGING.exec(line)?.[0].slice(0, indent.length) ?? "";
    const rest = line.slice(head.length).replaceAll(UNIT_SPACE, NO_BREAK);
    const [first = "", ...others] = wrapAnsi(rest, room, { hard: true }).split("\n");
    return [head + first, ...others.map((other) => indent + other)].map((part) => part.replaceAll(NO_BREAK, " "));
  });
}

/** The width for sentences: files and logs have none. */
export const proseColumns = ({ isTerminal, columns }: Pick<Channel, "isTerminal" | "columns">): number =>
  isTerminal ? columns() : Infinity;
