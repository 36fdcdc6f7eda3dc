// Redacts the words of the command line before they are printed or stored: a user may give a broker URI, even a mistyped
// one, anywhere.
import { hideCredentials, printable, programWords, redactAmqpUri } from "@fairhare/core";
import { isFaultLike } from "@fairhare/plan";

/** The command line, quoted for a shell, without passwords. */
export const typedCommand = (words: readonly string[]): string[] =>
  [...programWords(words.length > 0), ...shownWords(words)].map(quote);

/** Redacts an unknown word: hides everything before an `@`, unless the word is a fault without its flag. */
export const shownWord = (word: string): string =>
  // A password may be in place of the port.
  word.includes("@") ? hide(word, /@/) : word.replace(/\w+:\/\/.*$/s, redactAmqpUri);

/** Redacts all words; the flag before a word tells whether it is a broker URI. */
const shownWords = (words: readonly string[]): string[] =>
  words.map((word, index) => {
    if (isUriFlag(words[index - 1])) return redactAmqpUri(word);
    const [, flag, uri] = /^(--uri=|-\w*h)(.+)$/s.exec(word) ?? [];
    // A file name may contain an @.
    return flag === undefined || uri === undefined ? hide(word, /:.*@/s) : `${flag}${redactAmqpUri(uri)}`;
  });

/** Other one-letter switches may precede -h: `-ah`. */
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
  // `$'…'` is the syntax of bash and zsh for characters that are not printable.
  const named = word
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`)
    .replaceAll("\t", String.raw`\t`);
  return `$'${printable(named)}'`;
}
