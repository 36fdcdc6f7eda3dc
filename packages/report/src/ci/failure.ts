// A command that ended without results, such as a refused plan or a missing broker: its annotation and its summary for
// GitHub Actions. Results have annotations.ts and step-summary.ts.
import { ExitCode } from "@fairhare/core";
import { fenced } from "../markdown.ts";
import { joinBlocks } from "../sections/section.ts";
import { workflowCommand } from "./workflow-command.ts";

export interface Failure {
  /** One or several lines, as printed on the terminal. */
  readonly message: string;
  readonly code: ExitCode;
}

const REASON: Readonly<Record<ExitCode, string>> = {
  [ExitCode.pass]: "stopped",
  [ExitCode.fail]: "failed",
  [ExitCode.usage]: "refused its input",
  [ExitCode.noBroker]: "has no broker",
  [ExitCode.unknown]: "has no verdict",
  [ExitCode.interrupted]: "was interrupted",
};

/** One line for the log of the step; the annotation keeps the lines of the message. */
export const failureAnnotation = ({ message, code }: Failure): string =>
  workflowCommand({ level: "error", title: `Fairhare ${REASON[code]}`, message });

/** Markdown of at most `maxBytes` in UTF-8; empty when it does not fit. */
export function renderFailure({ message, code }: Failure, maxBytes: number): string {
  const heading = `## ❌ Fairhare ${REASON[code]}`;
  const text = joinBlocks([heading, fenced("text", message), `Exit code ${code}. There are no results.`]);
  return new TextEncoder().encode(text).length <= maxBytes ? text : "";
}
