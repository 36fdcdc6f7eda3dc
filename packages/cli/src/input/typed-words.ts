// What was typed, as it could be typed again: quoted for a shell, without passwords.
import { printable } from "@fairhare/core";
import { shownWords } from "../flags/shown-word.ts";

export const typedCommand = (words: readonly string[]): string[] =>
  ["npm", "run", "bench", ...(words.length > 0 ? ["--"] : []), ...shownWords(words)].map(quote);

function quote(word: string): string {
  if (/^[\w@%+=:,./*-]+$/.test(word)) return word;
  if (printable(word) === word && !/[\n\t]/.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  // `$'…'` is how bash and zsh write what cannot be shown as it is.
  const named = word
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`)
    .replaceAll("\t", String.raw`\t`);
  return `$'${printable(named)}'`;
}
