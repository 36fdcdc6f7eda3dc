// Colours by meaning. Each sequence contains the seal of its channel, so that the channel can tell it from sequences in
// foreign text, which must not reach the terminal.

export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly strong: (text: string) => string;
  /** For secondary text. */
  readonly quiet: (text: string) => string;
}

/**
 * A secret in the sequences of a channel: numbers above all SGR codes, of at most four digits, so that libraries
 * recognise a sealed sequence as an escape sequence.
 */
export type Seal = string;

type Codes = readonly [on: number, off: number];

/** ECMA-48, 8.3.117: select graphic rendition. */
const GREEN: Codes = [32, 39];
const RED: Codes = [31, 39];
const YELLOW: Codes = [33, 39];
const BOLD: Codes = [1, 22];
const DIM: Codes = [2, 22];

/** Without a seal, the style adds no colours. */
export function createStyle(seal: Seal | undefined): Style {
  const style =
    ([on, off]: Codes) =>
    (text: string): string =>
      seal === undefined ? text : `\u001b[${seal};${on}m${text}\u001b[${seal};${off}m`;
  return { good: style(GREEN), bad: style(RED), doubtful: style(YELLOW), strong: style(BOLD), quiet: style(DIM) };
}
