// Makes text from outside safe to print and to store: escapes characters that a terminal, an editor or a browser would
// act on, and hides passwords. uri.ts reads text that is known to be an AMQP URI.

/**
 * Control characters of both sets (ESC and U+009B begin terminal commands), marks that reorder the text around them,
 * separators of lines and paragraphs, and unpaired surrogates.
 */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Line feeds and tabs stay; every other unsafe character becomes an escape such as `\u001b`, which JSON reads as the
 * same character.
 */
export const printable = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSAFE, (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The same on one line: each line break, with the white space around it, becomes one space. */
export const oneLine = (text: string): string => printable(text.replaceAll(/\s*[\n\r\u0085\u2028\u2029]\s*|\t/g, " "));

export const HIDDEN = "***";

// `file://` URLs have no credentials, but their paths may contain an @ (`node_modules/@scope`).
const IN_TEXT = /(?<!\bfile)(:\/\/)(\S*)@/g;
/** The comma of a list of URIs whose passwords are hidden already; hiding again would drop the hosts between them. */
const IN_HIDDEN_LIST = /(?<=:\/\/[^\s@]*\*\*\*@[^\s@]*),(?=amqps?:\/\/)/i;
const IN_VALUE = /(:\/\/)(.*)@/gs;

/**
 * For running text: in every word, the text between `://` and the last `@` becomes `***`. A user name before a colon
 * stays; without a colon the text may be a token, so it is hidden as a whole.
 */
export const redactSecrets = (text: string): string =>
  text
    .split(IN_HIDDEN_LIST)
    .map((part) => part.replaceAll(IN_TEXT, hide))
    .join(",");

/** For a single value or one word of a command line, where a space may be part of the password. */
export const redactValue = (text: string): string => text.replaceAll(IN_VALUE, hide);

/**
 * For a value that looks like a URI: hides everything before the last `@`; of an AMQP URI, scheme and user name stay.
 */
export const hideCredentials = (text: string): string =>
  /^amqps?:\/\//i.test(text) ? redactValue(text) : HIDDEN + text.slice(text.lastIndexOf("@"));

function hide(_: string, separator: string, userInfo: string): string {
  const [user = ""] = /^(?:[\w.~!$&'()*+,;=-]|%[\dA-Fa-f]{2})*:/.exec(userInfo) ?? [];
  return `${separator}${user}${HIDDEN}@`;
}
