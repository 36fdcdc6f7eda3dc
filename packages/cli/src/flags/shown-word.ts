// A word of the command line as it may be printed and stored, whatever it is: the user may have put a broker's URI
// anywhere, misspelt.
import { hideCredentials, redactAmqpUri } from "@fairhare/core";
import { isFaultLike } from "@fairhare/plan";

/** Of a word that nothing knows: all before an `@` is hidden, unless it is a fault without its flag. */
export const shownWord = (word: string): string =>
  // The password may be where the port belongs.
  word.includes("@") ? hide(word, /@/) : word.replace(/\w+:\/\/.*$/s, redactAmqpUri);

/** All words of a command line; those that name the broker are known by the flag before them. */
export const shownWords = (words: readonly string[]): string[] =>
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
