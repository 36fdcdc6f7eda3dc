// What could not be written at the end, after everything that could.
import type { Channel } from "../terminal/terminal.ts";

/** `again` is the command that writes it again. */
export function showProblems(problems: readonly string[], again: string | null, err: Channel): void {
  for (const problem of problems) err.line(`${err.style.bad("✗")} ${problem}`);
  if (problems.length > 0 && again !== null)
    err.line(`The measurement is saved. When there is room, write the report again: ${again}`);
}
