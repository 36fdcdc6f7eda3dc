// Colours by what they mean; a style without colours leaves every text as it is.
import { styleText } from "node:util";

export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly strong: (text: string) => string;
  /** Less important than what is around it. */
  readonly quiet: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

export function createStyle(hasColours: boolean): Style {
  const style =
    (format: Format) =>
    (text: string): string =>
      hasColours ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: style("green"),
    bad: style("red"),
    doubtful: style("yellow"),
    strong: style("bold"),
    quiet: style("dim"),
  };
}
