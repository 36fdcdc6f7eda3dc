// What was typed, as it could be typed again: quoted for a shell, without passwords.
import { redactSecrets } from "@fairhare/core";

export const typedCommand = (words: readonly string[]): string[] =>
  ["npm", "run", "bench", ...(words.length > 0 ? ["--"] : []), ...words].map((word) => quote(redactSecrets(word)));

const quote = (word: string): string =>
  /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
