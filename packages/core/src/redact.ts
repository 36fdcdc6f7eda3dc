// Keeps passwords out of everything that is printed or stored. A URI that is known to be one is uri.ts; this is for
// text in which one may stand.

export const HIDDEN = "***";

// `file://` has no credentials, and the paths of packages have an @.
const IN_TEXT = /(?<!\bfile)(:\/\/)(\S*)@/g;
const IN_VALUE = /(:\/\/)(.*)@/gs;

/**
 * For running text: in every word, what stands between `://` and the last `@` becomes `***`, but for a user name before
 * a colon. Without a colon it may be a token.
 */
export const redactSecrets = (text: string): string => text.replaceAll(IN_TEXT, hide);

/** For one value or one word of a command line, in which a space may be part of the password. */
export const redactValue = (text: string): string => text.replaceAll(IN_VALUE, hide);

/** For a value that looks like a URI, with or without a scheme: all before the last `@` but for a scheme that is ours. */
export const hideCredentials = (text: string): string =>
  /^amqps?:\/\//i.test(text) ? redactValue(text) : HIDDEN + text.slice(text.lastIndexOf("@"));

function hide(_: string, separator: string, userInfo: string): string {
  const [user = ""] = /^(?:[\w.~!$&'()*+,;=-]|%[\dA-Fa-f]{2})*:/.exec(userInfo) ?? [];
  return `${separator}${user}${HIDDEN}@`;
}
