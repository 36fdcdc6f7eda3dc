// An experiment file may contain several scenarios, each an experiment of its own: chooses them, and parses each one.
import { PlanProblems, InvalidPlanError, type Mistake } from "./mistakes/mistake.ts";
import { didYouMean } from "./mistakes/suggest.ts";
import type { OptionKey } from "./options/option.ts";
import { shown } from "./options/shown.ts";
import { OPTION_KEYS, OPTIONS } from "./options/table.ts";
import { scenarioNames } from "./parse/experiment-file.ts";
import { fromEnvironment, fromFlag, type RawOptions } from "./parse/written.ts";
import { type OutputSettings, type ParseContext, type ParsedExperiment, parseExperiment } from "./parse-experiment.ts";

/**
 * The experiments of one invocation, in the order of the file; one without scenarios.
 * @throws InvalidPlanError with the mistakes of all of them.
 */
export function parseScenarios(raw: RawOptions, context: ParseContext): readonly ParsedExperiment[] {
  const problems = new PlanProblems();
  const chosen = chooseScenarios(raw, problems);
  const plans = chosen.flatMap((scenario) => {
    const file = raw.file && { ...raw.file, scenario };
    return parsedOrReported(() => parseExperiment({ ...raw, file }, context), problems);
  });
  const [first] = plans;
  if (first !== undefined && chosen.length > 1) refuseSharedFiles(first.output, problems);
  problems.throwIfAny();
  return plans;
}

/** The names of the scenarios to run; `undefined` for a file without scenarios. */
function chooseScenarios(
  { flags, environment, file }: RawOptions,
  problems: PlanProblems,
): readonly (string | undefined)[] {
  const names = scenarioNames(file?.content);
  const fromFlags = fromFlag("scenario", flags?.scenario ?? []);
  const wanted = fromFlags.length > 0 ? fromFlags : fromEnvironment("scenario", environment ?? {});
  for (const { text, place } of wanted)
    if (!names.includes(text))
      problems.mistake(
        place,
        names.length === 0
          ? noScenarios(file?.name)
          : `The experiment file has no such scenario. Use one of ${names.join(", ")}.${didYouMean(text, names)}`,
      );
  const texts = wanted.map(({ text }) => text);
  const chosen = names.filter((name) => texts.length === 0 || texts.includes(name));
  return chosen.length === 0 ? [names[0]] : chosen;
}

const noScenarios = (fileName: string | undefined): string =>
  fileName === undefined
    ? "A scenario is an experiment in a file of several. Name the file with --experiment FILE."
    : `${fileName} has no scenarios: it is one experiment. Remove --scenario.`;

function parsedOrReported(parse: () => ParsedExperiment, problems: PlanProblems): ParsedExperiment[] {
  try {
    return [parse()];
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    for (const { place, message } of error.mistakes satisfies readonly Mistake[]) problems.mistake(place, message);
    return [];
  }
}

/** Each scenario would overwrite the files of the one before it. */
function refuseSharedFiles({ directory, exports }: OutputSettings, problems: PlanProblems): void {
  const files: Partial<Record<OptionKey, readonly (string | null)[]>> = {
    out: [directory],
    exportJson: [exports.json],
    exportMarkdown: [exports.markdown],
    exportCsv: [exports.csv],
    exportCsvWorkers: [exports.csvWorkers],
    exportCsvQueues: [exports.csvQueues],
    exportCsvIntervals: [exports.csvIntervals],
    exportHtml: [exports.html],
    exportJunit: [exports.junit],
    exportBenchmark: exports.benchmark.map(({ file }) => file),
    exportOpenmetrics: [exports.openmetrics],
  };
  for (const key of OPTION_KEYS)
    for (const file of files[key] ?? [])
      if (file !== null)
        problems.mistake(
          `--${OPTIONS[key].flag} ${shown(key, file)}`,
          "Several scenarios would write to it. Use --scenario to run one of them, or remove this option.",
        );
}
