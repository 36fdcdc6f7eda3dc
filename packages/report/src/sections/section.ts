// How a report is put together: sections are lists of blocks, and pictures go where the report wants them.
import type { Picture } from "../pictures/chart.ts";

/** Paragraphs, lists, tables, headings: each a block, with a blank line between. */
export type Blocks = readonly string[];

/** Takes a picture under a name and gives the blocks that show it. */
export type Embed = (name: string, draw: () => Picture | null) => Blocks;

/** For reports of text alone: nothing is even drawn. */
export const withoutPictures: Embed = () => [];

/** For names of files: letters, digits, dots and dashes. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");

export const bullets = (lines: readonly string[]): Blocks =>
  lines.length > 0 ? [lines.map((line) => `- ${line}`).join("\n")] : [];

export const joinBlocks = (blocks: Blocks): string => `${blocks.filter((block) => block !== "").join("\n\n")}\n`;

/** A longer table is folded away. */
const OPEN_ROWS = 32;

export const folded = (table: string, rows: number, what: string): Blocks =>
  rows <= OPEN_ROWS ? [table] : [`<details>\n<summary>All ${rows} ${what}</summary>\n\n${table}\n\n</details>`];
