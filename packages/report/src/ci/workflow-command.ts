// One line of a workflow command of GitHub Actions.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { oneLine, printable } from "@fairhare/core";

export type Level = "error" | "warning";

export interface Annotation {
  readonly level: Level;
  /** Shown in bold; one line. */
  readonly title: string;
  /** May have several lines. */
  readonly message: string;
}

export const workflowCommand = ({ level, title, message }: Annotation): string =>
  `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;

/** As the runner decodes it: `%` and line breaks. */
const escapeData = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => printable(line).replaceAll("%", "%25"))
    .join("%0A");

/** In a property, `:` and `,` end the value. */
const escapeProperty = (text: string): string =>
  escapeData(oneLine(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
