// Flags, environment and experiment file → the checked plan: reads the files that the pure parser cannot.
import { dirname, resolve } from "node:path";
import { metricNames, metricPath } from "@fairhare/results";
import { messageOf, redactValue } from "@fairhare/core";
import {
  environmentName,
  type Mistake,
  OPTIONS,
  type ParsedExperiment,
  parseExperiment,
  type RawOptions,
} from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { readJson } from "./read-json.ts";
import { readText } from "./read-text.ts";

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
  // What was meant to be the broker's URI may be here by mistake.
  const shownName = redactValue(name);
  let text: string;
  try {
    text = readText(resolve(userDirectory, name), MAX_EXPERIMENT_BYTES);
  } catch (error) {
    return { mistake: { place: `--experiment ${shownName}`, message: messageOf(error) } };
  }
  const read = readJson(text);
  if (read.problem !== undefined) return { mistake: { place: `${shownName}${read.place}`, message: read.problem } };
  return { file: { name: shownName, content: read.content } };
}

/** A thousand runs with all their settings written out are far below it. */
const MAX_EXPERIMENT_BYTES = 1_048_576;
/** A million lines, the longest trace there is, of up to 64 characters. */
const MAX_TRACE_BYTES = 67_108_864;

function readTrace(path: string): string {
  try {
    return readText(path, MAX_TRACE_BYTES);
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`, { cause: error });
  }
}
