// `new-task`: the first program of RabbitMQ's Work Queues tutorial on the command line.
import { ExitCode } from "@fairhare/core";
import { DEFAULT_TEXT, newTask } from "@fairhare/tutorial";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { createTutorialCommand, type TutorialFlags, uriOf } from "./tutorial-command.ts";

interface NewTaskFlags extends TutorialFlags {
  readonly persistent: boolean;
}

export function createNewTaskCommand({ terminal, environment, interruption, endWith }: Cli): Command {
  const description = "Publishes a task. Every dot in its text is a second of work for tasks-worker.";
  return createTutorialCommand("new-task", "publish a task, as in RabbitMQ's tutorial", description)
    .argument("[text...]", `the task (default: "${DEFAULT_TEXT}")`)
    .option("--persistent", "the message outlives a restart of the broker too (default)", true)
    .option("--no-persistent", "it does not")
    .action(async (words: string[], flags: NewTaskFlags) => {
      const { queue, durable, persistent } = flags;
      const text = words.length > 0 ? words.join(" ") : DEFAULT_TEXT;
      await newTask({
        uri: uriOf(flags, environment),
        queue,
        durable,
        persistent,
        text,
        print: (line) => terminal.out.line(line),
        signal: interruption.signal,
      });
      endWith(ExitCode.pass);
    });
}
