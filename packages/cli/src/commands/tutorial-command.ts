// What the two tutorial programs share: the options of broker and queue, and the parser of option values.
import { HIDDEN, parseAmqpUris } from "@fairhare/core";
import { InvalidPlanError, OPTIONS } from "@fairhare/plan";
import { Command, InvalidArgumentError } from "commander";
import type { Cli } from "../cli.ts";

export interface TutorialFlags {
  readonly uri?: string;
  readonly queue: string;
  readonly durable: boolean;
}

/** As in the tutorial. */
const DEFAULT_QUEUE = "task_queue";
const DEFAULT_URI = "amqp://localhost";

export function createTutorialCommand(name: string, summary: string, description: string): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .helpOption("--help", "show this help")
    .option("-h, --uri <URI>", `URI of the broker (default: AMQP_URL, else ${DEFAULT_URI})`)
    .option(
      "--queue <NAME>",
      `name of the queue, declared if it does not exist (default: ${DEFAULT_QUEUE})`,
      DEFAULT_QUEUE,
    )
    .option("--durable", "declare a durable queue, which survives a broker restart (default)", true)
    .option("--no-durable", "declare a transient queue");
}

/** @throws InvalidPlanError when the URI is not valid. */
export function uriOf(flags: TutorialFlags, environment: Cli["environment"]): string {
  const uri = flags.uri ?? (environment["AMQP_URL"] || DEFAULT_URI);
  const { problem } = parseAmqpUris(uri);
  if (problem === undefined) return uri;
  const place = flags.uri === undefined ? `AMQP_URL=${HIDDEN}` : `--uri ${HIDDEN}`;
  throw new InvalidPlanError([{ place, message: `Must be ${OPTIONS.uri.kind.expects}. ${problem}` }]);
}

/** A parser of option values that uses a kind of the option table, so that the error messages are the same. */
export function reading<T>(kind: { readonly expects: string; read(text: string): T | undefined }): (text: string) => T {
  return (text) => {
    const value = kind.read(text);
    if (value === undefined) throw new InvalidArgumentError(`Must be ${kind.expects}.`);
    return value;
  };
}
