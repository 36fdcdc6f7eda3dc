// Text that others wrote, as Markdown: shown as it is, and never read as markup. Our own sentences pass through it
// unchanged but for what they quote.
import { oneLine, printable } from "@fairhare/core";

/**
 * Within a paragraph, a heading or a list item: on one line, without HTML, links, emphasis, code or escapes. What stays
 * itself are the signs that mean nothing alone: `<` and `&` before no name, brackets without a target.
 */
export const inline = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\\`*]/g, String.raw`\$&`)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\_`)
    .replaceAll("~~", String.raw`\~\~`)
    .replaceAll(/\](?=[([:])/g, String.raw`\]`)
    .replaceAll(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll(/<(?=[A-Za-z/!?])/g, "&lt;")
    // A heading, a quotation or a list is one only at the beginning.
    .replace(/^(?:[#>]|[-+](?=\s))/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s)/, String.raw`$1\$2`);

/** A cell of a table, which a `|` would end. */
export const cell = (text: string): string => inline(text).replaceAll("|", String.raw`\|`);

/** A block of code; its fence is longer than any in the text. */
export function fenced(language: string, text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${printable(text)}\n${fence}`;
}
