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
