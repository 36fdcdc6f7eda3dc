// `new-task`: the first program of RabbitMQ's Work Queues tutorial on the command line.
import { ExitCode } from "@fairhare/core";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { createTutorialCommand, type TutorialFlags, uriOf } from "./tutorial-command.ts";

/** The tutorial's text when none is given. */
const DEFAULT_TEXT = "Hello World!";

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
      const { newTask } = await import("@fairhare/tutorial");
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
