// Keeps passwords out of everything that is printed or stored. A URI that is known to be one is uri.ts; this is for
// text in which one may stand.
import { HIDDEN } from "./uri.ts";

// `file://` has no credentials, and the paths of packages have an @.
const IN_TEXT = /(?<!\bfile)(:\/\/)(\S*)@/g;
const IN_VALUE = /(:\/\/)(.*)@/gs;

/**
 * For running text: in every word, what stands between `://` and the last `@` becomes `***`. A user name stays where
 * it is certain to be one.
 */
export const redactSecrets = (text: string): string => text.replaceAll(IN_TEXT, hide);

/** For one value or one word of a command line, in which a space may be part of the password. */
export const redactValue = (text: string): string => text.replaceAll(IN_VALUE, hide);

function hide(_: string, separator: string, userInfo: string): string {
  const [user = ""] = /^[^:@/?#\s]*/.exec(userInfo) ?? [];
  if (user === userInfo) return `${separator}${user}@`;
  return userInfo[user.length] === ":" ? `${separator}${user}:${HIDDEN}@` : `${separator}${HIDDEN}@`;
}
