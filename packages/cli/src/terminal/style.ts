// Colours by what they mean; a style without colours leaves every text as it is. The sequences that it writes carry the
// channel's seal: whatever else begins with ESC came with foreign text, and is not for the terminal.

export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly strong: (text: string) => string;
  /** Less important than what is around it. */
  readonly quiet: (text: string) => string;
}

/**
 * What nobody who writes the text can know: numbers above all codes that there are, none of more than four digits, so
 * that libraries take a sealed sequence for what it is.
 */
export type Seal = string;

type Codes = readonly [on: number, off: number];

/** ECMA-48, 8.3.117: select graphic rendition. */
const GREEN: Codes = [32, 39];
const RED: Codes = [31, 39];
const YELLOW: Codes = [33, 39];
const BOLD: Codes = [1, 22];
const DIM: Codes = [2, 22];

/** Undefined is without colours. */
export function createStyle(seal: Seal | undefined): Style {
  const style =
    ([on, off]: Codes) =>
    (text: string): string =>
      seal === undefined ? text : `\u001b[${seal};${on}m${text}\u001b[${seal};${off}m`;
  return { good: style(GREEN), bad: style(RED), doubtful: style(YELLOW), strong: style(BOLD), quiet: style(DIM) };
}
