// Options of programs that take the place of Fairhare's own workers or producers.
import { z } from "zod";
import { redactSecrets } from "@fairhare/core";
import type { OptionTable } from "./option.ts";
import { boolean, seconds, type ValueKind } from "./kinds/value-kind.ts";

/** The rules check the syntax, because it depends on --shell. */
const command: ValueKind<string> = {
  syntax: "COMMAND",
  expects: "a command line, such as 'python3 worker.py'",
  read: (text) => (text.trim() === "" ? undefined : text.trim()),
  show: redactSecrets,
  json: z.string().min(1),
};

const pattern: ValueKind<string> = {
  syntax: "REGEXP",
  expects: "a regular expression of JavaScript, such as '\\[x\\] Done'",
  read: (text) => (problemOf(text) === undefined && text !== "" ? text : undefined),
  problem: problemOf,
  json: z.string().min(1),
};

export const PROGRAM_OPTIONS: OptionTable<
  "workerCommand" | "producerCommand" | "shell" | "donePattern" | "grace" | "showOutput"
> = {
  workerCommand: {
    group: "Own programs",
    flag: "worker-command",
    kind: command,
    axis: true,
    repeatable: true,
    description: "Program to run as each worker; gets AMQP_URL and FAIRHARE_QUEUE; repeatable.",
  },
  producerCommand: {
    group: "Own programs",
    flag: "producer-command",
    kind: command,
    axis: true,
    repeatable: true,
    description: "Program to run as each producer; ends with exit code 0 when it has published; repeatable.",
  },
  shell: {
    group: "Own programs",
    flag: "shell",
    kind: boolean,
    isSwitch: true,
    default: "false",
    description: "Run the commands with /bin/sh -c.",
  },
  donePattern: {
    group: "Own programs",
    flag: "done-pattern",
    kind: pattern,
    description: "Line of the worker program's output that says: one task is done, in delivery order.",
  },
  grace: {
    group: "Own programs",
    flag: "grace",
    kind: seconds({ min: 0.1, max: 3_600, bare: false, whole: false }),
    default: "10s",
    description: "Time from SIGTERM to SIGKILL at the end of a program.",
  },
  showOutput: {
    group: "Own programs",
    flag: "show-output",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Print the output of the programs, each line with its worker or producer.",
  },
};

function problemOf(text: string): string | undefined {
  try {
    RegExp(text, "u");
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.message}.` : undefined;
  }
}
