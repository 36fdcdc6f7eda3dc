// The options of `advise`: those of `run` that describe the workload, and its target. All tasks wait in the queue before the
// workers begin, so there is no rate.
import { type OptionKey, OPTION_KEYS } from "@fairhare/plan";
import { Option } from "commander";

const NOT_OF_ADVICE: ReadonlySet<OptionKey> = new Set<OptionKey>([
  "rate",
  "pace",
  "time",
  "backlog",
  "tasksPerProducer",
  "ack",
  "autoAck",
  "faults",
  "producerCommand",
  "experiment",
  "scenario",
  "printPlan",
  "compare",
  "reference",
  "baseline",
  "baselineStrict",
]);

export const ADVISE_OPTIONS: readonly OptionKey[] = OPTION_KEYS.filter((key) => !NOT_OF_ADVICE.has(key));

/** As commander gives them. */
export interface AdviseFlags {
  readonly busy?: string;
}

/** A new object each time, because commander keeps the state of a parse in it. */
export const busyOption = (): Option =>
  new Option("--busy <PERCENT>", "time that workers must be busy while tasks wait (default: 95%)").helpGroup("Advice:");
