// Reads the experiment file and trace files, and parses them with flags and environment into the checked plan.
import { dirname, resolve } from "node:path";
import { checkTlsFile } from "@fairhare/amqp";
import { metricNames, metricPath } from "@fairhare/results";
import { messageOf, redactValue } from "@fairhare/core";
import {
  environmentName,
  type ExperimentFile,
  type Mistake,
  OPTIONS,
  type ParsedExperiment,
  parseScenarios,
  type RawOptions,
} from "@fairhare/plan";
import { baselinesIn, measureBodyFile } from "@fairhare/store";
import type { Cli } from "../cli.ts";
import { COLUMN_NAMES } from "../output/table-columns.ts";
import { readJson } from "./read-json.ts";
import { readText } from "./read-text.ts";
import { readYaml } from "./read-yaml.ts";

type Surroundings = Pick<Cli, "environment" | "userDirectory">;

/** For commands that run a single experiment: the first scenario of a file with several. */
export function readPlan(flags: NonNullable<RawOptions["flags"]>, cli: Surroundings): ParsedExperiment {
  const [plan] = readPlans(flags, [], cli);
  if (plan === undefined) throw new Error("an experiment file has at least one scenario");
  return plan;
}

/**
 * One plan for each scenario of the experiment file. `mistakes` were found in the command line already.
 * @throws InvalidPlanError with all mistakes.
 */
export function readPlans(
  flags: NonNullable<RawOptions["flags"]>,
  mistakes: readonly Mistake[],
  { environment, userDirectory }: Surroundings,
): readonly ParsedExperiment[] {
  const name = flags.experiment?.at(-1) ?? environment[environmentName(OPTIONS.experiment.flag)];
  const file = name ? readExperimentFile(name, userDirectory) : {};
  return parseScenarios(
    { flags, environment, file: file.file, mistakes: [...mistakes, ...(file.mistake ? [file.mistake] : [])] },
    {
      metrics: { names: metricNames(), path: metricPath },
      columns: COLUMN_NAMES,
      baselines: baselinesIn(userDirectory),
      readTraceFile: (trace, beside) =>
        readTrace(resolve(userDirectory, beside === undefined ? "" : dirname(beside), trace)),
      resolveTlsFile: tlsFilesIn(userDirectory),
      measureBodyFile: (body, beside) =>
        measureBodyFile(resolve(userDirectory, beside === undefined ? "" : dirname(beside), body)),
    },
  );
}

/** Finds and checks the files of TLS options. */
export const tlsFilesIn =
  (userDirectory: string) =>
  (pem: string, beside?: string): string => {
    const path = resolve(userDirectory, beside === undefined ? "" : dirname(beside), pem);
    checkTlsFile(path);
    return path;
  };

interface ReadFile {
  readonly file?: ExperimentFile;
  readonly mistake?: Mistake;
}

function readExperimentFile(name: string, userDirectory: string): ReadFile {
  // A user may give the broker URI to the wrong flag.
  const shownName = redactValue(name);
  let text: string;
  try {
    text = readText(resolve(userDirectory, name), MAX_EXPERIMENT_BYTES);
  } catch (error) {
    return { mistake: { place: `--experiment ${shownName}`, message: messageOf(error) } };
  }
  const read = isYaml(name) ? readYaml(text) : readJson(text);
  if (read.problem !== undefined) return { mistake: { place: `${shownName}${read.place}`, message: read.problem } };
  return { file: { name: shownName, content: read.content } };
}

const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name);

/** Much larger than a file with all settings of 1,000 runs. */
const MAX_EXPERIMENT_BYTES = 1_048_576;
/** The longest trace, 1,000,000 lines, with 64 characters each. */
const MAX_TRACE_BYTES = 67_108_864;

function readTrace(path: string): string {
  try {
    return readText(path, MAX_TRACE_BYTES);
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`, { cause: error });
  }
}
