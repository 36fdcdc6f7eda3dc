// `new-task`: the command line of the first program of RabbitMQ's Work Queues tutorial.
import { ExitCode } from "@fairhare/core";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { createTutorialCommand, type TutorialFlags, uriOf } from "./tutorial-command.ts";

/** As in the tutorial. */
const DEFAULT_TEXT = "Hello World!";

interface NewTaskFlags extends TutorialFlags {
  readonly persistent: boolean;
}

export function createNewTaskCommand({ terminal, environment, interruption, endWith }: Cli): Command {
  const description = "Publishes a task. Each dot in its text is one second of work for tasks-worker.";
  return createTutorialCommand("new-task", "publish a task, as in RabbitMQ's tutorial", description)
    .argument("[text...]", `the task (default: "${DEFAULT_TEXT}")`)
    .option("--persistent", "publish a persistent message, which survives a broker restart (default)", true)
    .option("--no-persistent", "publish a transient message")
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
