// An experiment from the same flags that a user would type, so that a benchmark measures what users run.
import type { Experiment } from "@fairhare/workload";
import { parseExperiment } from "@fairhare/plan";

type Flags = NonNullable<Parameters<typeof parseExperiment>[0]["flags"]>;

export function planOf(flags: Flags): Experiment {
  const context = { metrics: { names: [], path: () => undefined }, readTraceFile: () => "" };
  return parseExperiment({ flags }, context).experiment;
}

/** The hot path: one consumer without work. */
export const workless = (tasks: number, prefetch: number): Experiment =>
  planOf({ workers: ["1"], prefetch: [`${prefetch}`], work: ["none"], tasks: [`${tasks}`], durability: ["transient"] });
