// What the tutorial's two programs have in common: the broker, the queue, and how their options are read.
import { Command, InvalidArgumentError } from "commander";
import type { Cli } from "../cli.ts";

export interface TutorialFlags {
  readonly uri?: string;
  readonly queue: string;
  readonly durable: boolean;
}

/** The tutorial's. */
const DEFAULT_QUEUE = "task_queue";
const DEFAULT_URI = "amqp://localhost";

export function createTutorialCommand(name: string, summary: string, description: string): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .helpOption("--help", "show this help")
    .option("-h, --uri <URI>", `broker (default: AMQP_URL, else ${DEFAULT_URI})`)
    .option("--queue <NAME>", `queue, declared when it is missing (default: ${DEFAULT_QUEUE})`, DEFAULT_QUEUE)
    .option("--durable", "the queue outlives a restart of the broker (default)", true)
    .option("--no-durable", "it does not");
}

export const uriOf = ({ uri }: TutorialFlags, environment: Cli["environment"]): string =>
  uri ?? (environment["AMQP_URL"] || DEFAULT_URI);

/** Reads an option's value with one of the bench's own kinds, so that both say the same of a wrong one. */
export function reading<T>(kind: { readonly expects: string; read(text: string): T | undefined }): (text: string) => T {
  return (text) => {
    const value = kind.read(text);
    if (value === undefined) throw new InvalidArgumentError(`Expects ${kind.expects}.`);
    return value;
  };
}
