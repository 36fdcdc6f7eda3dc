// Shared by all sections of a report: blocks of Markdown, and pictures that a report embeds as files or leaves out.
import type { Picture } from "../pictures/chart.ts";

/** Paragraphs, lists, tables and headings, one per element; a blank line separates them in the document. */
export type Blocks = readonly string[];

/** Stores a picture under a name and returns the blocks that show it. */
export type Embed = (name: string, draw: () => Picture | null) => Blocks;

/** For reports without pictures: none is drawn. */
export const withoutPictures: Embed = () => [];

/** For file names: letters, digits, dots and dashes. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");

export const bullets = (lines: readonly string[]): Blocks =>
  lines.length > 0 ? [lines.map((line) => `- ${line}`).join("\n")] : [];

export const joinBlocks = (blocks: Blocks): string => `${blocks.filter((block) => block !== "").join("\n\n")}\n`;

/** A table with more rows is folded. */
const OPEN_ROWS = 32;

export const folded = (table: string, rows: number, what: string): Blocks =>
  rows <= OPEN_ROWS ? [table] : [`<details>\n<summary>All ${rows} ${what}</summary>\n\n${table}\n\n</details>`];
