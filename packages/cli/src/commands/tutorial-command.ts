// What the tutorial's two programs have in common: the broker, the queue, and how their options are read.
import { HIDDEN, parseAmqpUri } from "@fairhare/core";
import { InvalidPlanError, OPTIONS } from "@fairhare/plan";
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

/** Throws InvalidPlanError. */
export function uriOf(flags: TutorialFlags, environment: Cli["environment"]): string {
  const uri = flags.uri ?? (environment["AMQP_URL"] || DEFAULT_URI);
  const { problem } = parseAmqpUri(uri);
  if (problem === undefined) return uri;
  const place = flags.uri === undefined ? `AMQP_URL=${HIDDEN}` : `--uri ${HIDDEN}`;
  throw new InvalidPlanError([{ place, message: `Expects ${OPTIONS.uri.kind.expects}. ${problem}` }]);
}

/** Reads an option's value with one of the bench's own kinds, so that both say the same of a wrong one. */
export function reading<T>(kind: { readonly expects: string; read(text: string): T | undefined }): (text: string) => T {
  return (text) => {
    const value = kind.read(text);
    if (value === undefined) throw new InvalidArgumentError(`Expects ${kind.expects}.`);
    return value;
  };
}
