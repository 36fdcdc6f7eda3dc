// The words of the command line as they may be printed and stored, whatever they are: the user may have put a broker's
// URI anywhere, misspelt.
import { hideCredentials, printable, redactAmqpUri } from "@fairhare/core";
import { isFaultLike } from "@fairhare/plan";

/** What was typed, as it could be typed again: quoted for a shell, without passwords. */
export const typedCommand = (words: readonly string[]): string[] =>
  ["npm", "run", "bench", ...(words.length > 0 ? ["--"] : []), ...shownWords(words)].map(quote);

/** Of a word that nothing knows: all before an `@` is hidden, unless it is a fault without its flag. */
export const shownWord = (word: string): string =>
  // The password may be where the port belongs.
  word.includes("@") ? hide(word, /@/) : word.replace(/\w+:\/\/.*$/s, redactAmqpUri);

/** All words of a command line; those that name the broker are known by the flag before them. */
const shownWords = (words: readonly string[]): string[] =>
  words.map((word, index) => {
    if (isUriFlag(words[index - 1])) return redactAmqpUri(word);
    const [, flag, uri] = /^(--uri=|-\w*h)(.+)$/s.exec(word) ?? [];
    // A file may have an @ in its name.
    return flag === undefined || uri === undefined ? hide(word, /:.*@/s) : `${flag}${redactAmqpUri(uri)}`;
  });

/** Letters without a value may stand before it: `-ah`. */
const isUriFlag = (word: string | undefined): boolean => word !== undefined && /^(--uri|-\w*h)$/.test(word);

function hide(word: string, credentials: RegExp): string {
  const [, flag = "", value = ""] = /^(-[\w-]*=?)?(.*)$/s.exec(word) ?? [];
  const isFault = value.split("|").every((one) => !one.includes("@") || isFaultLike(one));
  if (!credentials.test(value) || isFault) return word;
  return flag + hideCredentials(value);
}

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
