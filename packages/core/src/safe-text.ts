// Foreign text made harmless: whatever a terminal, an editor or a browser would act upon instead of showing it.

/**
 * What is shown by none and obeyed by many: control characters of both sets (ESC begins a terminal's commands, so does
 * U+009B), the marks that reorder the text around them, separators of lines and paragraphs, and halves of a character.
 */
const OBEYED =
  // oxlint-disable-next-line no-control-regex -- these are the ones
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Line feeds and tabs stay; everything else that is obeyed is written as `\u001b`, which is also what JSON means by it. */
export const printable = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll(OBEYED, (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The same on one line: a line break, with the white space around it, is a space. */
export const oneLine = (text: string): string => printable(text.replaceAll(/\s*[\n\r\u0085\u2028\u2029]\s*|\t/g, " "));

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
