// What the guardian is to do when the CLI is gone, and the words the CLI says to it over the pipe while it lives.
import { basename } from "node:path";

export type GuardianTask =
  | { readonly type: "node"; readonly id: string; readonly directory: string }
  | {
      readonly type: "command";
      /** What the command removes, for a process list. Not a secret. */
      readonly subject: string;
      readonly file: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

/** What a killed client has asked of its Docker engine is done all the same: in a fraction of this, unless it is busy. */
export const LATE_REQUEST_MS = 2_000;

/**
 * The first line over the pipe. Never an argument: every user of the machine can read those, and the environment of a
 * command may hold credentials.
 */
export const taskLine = (task: GuardianTask): string => `${JSON.stringify(task)}\n`;

/** The guardian's only argument: which broker it guards, for whoever reads the process list. */
export const taskLabel = (task: GuardianTask): string =>
  task.type === "node" ? basename(task.directory) : task.subject;

/** One line each. `done`: everything is cleaned up, go without doing anything. */
export type GuardianMessage = "done" | `+${number}` | `-${number}`;

/** Applies one line to the set of process groups; true when it was the last word. */
export function applyMessage(line: string, groups: Set<number>): boolean {
  if (line === "done") return true;
  const group = Number(line.slice(1));
  if (line.startsWith("+") && group > 1) groups.add(group);
  if (line.startsWith("-")) groups.delete(group);
  return false;
}
