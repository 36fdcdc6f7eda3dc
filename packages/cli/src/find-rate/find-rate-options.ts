// The options of `find-rate`: those of `run` that describe a trial, and its own. The search sets rate, number of tasks,
// backlog and repeats.
import { type OptionKey, OPTION_KEYS } from "@fairhare/plan";
import { Option } from "commander";

const NOT_OF_SEARCH: ReadonlySet<OptionKey> = new Set<OptionKey>([
  "rate",
  "tasks",
  "tasksPerProducer",
  "backlog",
  "repeat",
  "warmup",
  "threshold",
  "compare",
  "reference",
  "baseline",
  "baselineStrict",
  "producerCommand",
  "scenario",
  "printPlan",
  "exportMarkdown",
  "exportCsv",
  "exportCsvWorkers",
  "exportJunit",
  "exportBenchmark",
  "exportOpenmetrics",
  "metricsPort",
  "ui",
  "uiListen",
  "columns",
  "wide",
]);

/** Options of `run` that users try here, and what to use instead. They are not in --help. */
export const REPLACED_OPTIONS: ReadonlyMap<OptionKey, string> = new Map<OptionKey, string>([
  ["rate", "The search sets the rate. Use --start for the first one."],
  ["tasks", "The search sets the number of tasks. Use --time for the duration of a trial."],
  ["tasksPerProducer", "The search sets the number of tasks. Use --time for the duration of a trial."],
  ["repeat", "The search repeats trials where they decide. Use --trials for the number of them."],
  ["threshold", "A condition of the search is --until."],
]);

export const FIND_RATE_OPTIONS: readonly OptionKey[] = OPTION_KEYS.filter((key) => !NOT_OF_SEARCH.has(key));

/** As commander gives them. */
export interface FindRateFlags {
  readonly until?: readonly string[];
  readonly budget?: string;
  readonly precision?: string;
  readonly trials?: string;
  readonly start?: string;
}

const gather = (text: string, earlier: readonly string[] | undefined): readonly string[] => [...(earlier ?? []), text];

/** New objects each time, because commander keeps the state of a parse in them. */
export const searchOptions = (): Option[] =>
  [
    new Option("--until <CONDITION>", "condition that a rate must hold, e.g. 'p99<200ms'; repeatable").argParser(
      gather,
    ),
    new Option("--budget <DURATION>", "end of the search, with what it found by then (default: 10m)"),
    new Option("--precision <PERCENT>", "width of the interval that ends the search (default: 2%)"),
    new Option("--trials <N>", "trials at each end of the interval, unless fewer decide (default: 3)"),
    new Option("--start <RATE>", "first rate, tasks per second of all producers (default: from the service times)"),
  ].map((option) => option.helpGroup("Search:"));
