// `tasks-worker`: the command line of the second program of RabbitMQ's Work Queues tutorial.
import { ExitCode, fromMilliseconds } from "@fairhare/core";
import { OPTIONS } from "@fairhare/plan";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { createTutorialCommand, reading, type TutorialFlags, uriOf } from "./tutorial-command.ts";

interface TasksWorkerFlags extends TutorialFlags {
  readonly prefetch: number;
  readonly ack: "manual" | "auto";
  readonly dot: number;
}

const prefetch = new Option(
  "-q, --prefetch <N>",
  "unacknowledged tasks it may hold; 0 or unlimited removes the limit (default: 1)",
)
  .argParser(reading(OPTIONS.prefetch.kind))
  .default(1);
const ack = new Option("--ack <MODE>", "acknowledge after the work (manual) or on delivery (auto) (default: manual)")
  .choices(["manual", "auto"])
  .default("manual");
const dot = new Option("--dot <DURATION>", "work per dot in the text of a task (default: 1s)")
  .argParser(reading(OPTIONS.dot.kind))
  .default(1_000);

/** Ctrl-C is its normal end, with exit code 0. */
export function createTasksWorkerCommand({ terminal, environment, interruption, endWith }: Cli): Command {
  const description =
    "Processes the tasks of a queue one by one until Ctrl-C. RabbitMQ then requeues an unfinished task.";
  return createTutorialCommand("tasks-worker", "process tasks, as in RabbitMQ's tutorial", description)
    .addOption(prefetch)
    .addOption(ack)
    .addOption(dot)
    .action(async (flags: TasksWorkerFlags) => {
      const { queue, durable } = flags;
      const { tasksWorker } = await import("@fairhare/tutorial");
      await tasksWorker({
        uri: uriOf(flags, environment),
        queue,
        durable,
        prefetch: flags.prefetch,
        ack: flags.ack,
        dot: fromMilliseconds(flags.dot),
        print: (line) => terminal.out.line(line),
        signal: interruption.signal,
      });
      endWith(ExitCode.pass);
    });
}
