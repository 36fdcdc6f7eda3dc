// The task of the guardian after the end of the command line, and the messages of the command line over the pipe.
import { basename } from "node:path";

export type GuardianTask =
  | { readonly type: "node"; readonly id: string; readonly directory: string }
  /** The user's programs of one run, with the value of their marker. */
  | { readonly type: "programs"; readonly id: string }
  /** The processes and the directory of an agent. */
  | { readonly type: "agent"; readonly id: string; readonly directory: string }
  | {
      readonly type: "command";
      /** What the command removes, shown in the process list; not a secret. */
      readonly subject: string;
      readonly file: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

/** The Docker engine completes the request of a killed client: within a fraction of this time, unless it is busy. */
export const LATE_REQUEST_MS = 2_000;

/**
 * The first line over the pipe. The task is never an argument, because every user of the machine can read arguments and
 * the environment of a command may contain credentials.
 */
export const taskLine = (task: GuardianTask): string => `${JSON.stringify(task)}\n`;

/** The guardian's only argument, which shows in the process list which broker it guards. */
export function taskLabel(task: GuardianTask): string {
  if (task.type === "programs") return `programs-${task.id}`;
  return task.type === "command" ? task.subject : basename(task.directory);
}

/**
 * One line each. `+` and `-`: a process group was started or has ended. `done`: everything is clean; end without
 * action.
 */
export type GuardianMessage = "done" | `+${number}` | `-${number}`;

/** Applies one line to the set of process groups; true if it is the last message. */
export function applyMessage(line: string, groups: Set<number>): boolean {
  if (line === "done") return true;
  const group = Number(line.slice(1));
  if (line.startsWith("+") && group > 1) groups.add(group);
  if (line.startsWith("-")) groups.delete(group);
  return false;
}
