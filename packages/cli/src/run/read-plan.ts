// Flags, environment and experiment file → the checked plan: reads the files that the pure parser cannot.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { metricNames, metricPath } from "@fairhare/checker";
import { messageOf } from "@fairhare/core";
import {
  environmentName,
  type Mistake,
  OPTIONS,
  type ParsedExperiment,
  parseExperiment,
  type RawOptions,
} from "@fairhare/experiment";
import type { Cli } from "../cli.ts";

/** `mistakes` are those that were found while the words were taken apart. Throws InvalidPlanError. */
export function readPlan(
  flags: NonNullable<RawOptions["flags"]>,
  mistakes: readonly Mistake[],
  { environment, userDirectory }: Pick<Cli, "environment" | "userDirectory">,
): ParsedExperiment {
  const name = flags.experiment?.at(-1) ?? environment[environmentName(OPTIONS.experiment.flag)];
  const file = name ? readExperimentFile(name, userDirectory) : {};
  return parseExperiment(
    { flags, environment, file: file.file, mistakes: [...mistakes, ...(file.mistake ? [file.mistake] : [])] },
    {
      metrics: { names: metricNames(), path: metricPath },
      readTraceFile: (trace, beside) =>
        readTrace(resolve(userDirectory, beside === undefined ? "" : dirname(beside), trace)),
    },
  );
}

interface ExperimentFile {
  readonly file?: { readonly name: string; readonly content: unknown };
  readonly mistake?: Mistake;
}

function readExperimentFile(name: string, userDirectory: string): ExperimentFile {
  let text: string;
  try {
    text = readFileSync(resolve(userDirectory, name), "utf8");
  } catch (error) {
    return { mistake: { place: `--experiment ${name}`, message: unreadable(error) } };
  }
  try {
    return { file: { name, content: JSON.parse(text) } };
  } catch (error) {
    return { mistake: { place: name, message: `This is no JSON: ${messageOf(error)}.` } };
  }
}

function readTrace(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${path}: ${unreadable(error)}`, { cause: error });
  }
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "There is no such file.";
  if (code === "EISDIR") return "This is a directory, not a file.";
  return `It cannot be read: ${messageOf(error)}.`;
}
