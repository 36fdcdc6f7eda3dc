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
  "exportHtml",
  "exportJunit",
  "exportBenchmark",
  "exportOpenmetrics",
  "metricsPort",
  "ui",
  "uiListen",
  "columns",
  "wide",
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
