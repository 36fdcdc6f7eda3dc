// A word of the command line as it may be printed and stored, whatever it is: the user may have put a broker's URI
// anywhere, misspelt.
import { HIDDEN, redactAmqpUri, redactValue } from "@fairhare/core";
import { isFaultLike } from "@fairhare/experiment";

/** Of a word whose meaning is not known. What looks like credentials is hidden, even where the scheme is missing. */
export function shownWord(word: string): string {
  if (word.includes("://")) return redactValue(word);
  const [, flag = "", rest = ""] = /^(-[\w-]*[= ]?)?(.*)$/s.exec(word) ?? [];
  const at = rest.lastIndexOf("@");
  return at === -1 || !rest.slice(0, at).includes(":") || isFaultLike(rest)
    ? word
    : `${flag}${HIDDEN}${rest.slice(at)}`;
}

/** All words of a command line; those that name the broker are known by the flag before them. */
export const shownWords = (words: readonly string[]): string[] =>
  words.map((word, index) => {
    if (isUriFlag(words[index - 1])) return redactAmqpUri(word);
    const [, flag, uri] = /^(--uri=|-\w*h)(.+)$/s.exec(word) ?? [];
    return flag === undefined || uri === undefined ? shownWord(word) : `${flag}${redactAmqpUri(uri)}`;
  });

/** Letters without a value may stand before it: `-ah`. */
const isUriFlag = (word: string | undefined): boolean => word !== undefined && /^(--uri|-\w*h)$/.test(word);
