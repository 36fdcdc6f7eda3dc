// Makes an experiment from flags as users type them, so that a benchmark measures the same code paths.
import type { Experiment } from "@fairhare/workload";
import { parseExperiment } from "@fairhare/plan";

export type Flags = NonNullable<Parameters<typeof parseExperiment>[0]["flags"]>;

export function planOf(flags: Flags): Experiment {
  const context = { metrics: { names: [], path: () => undefined }, readTraceFile: () => "" };
  return parseExperiment({ flags }, context).experiment;
}

/** The hot path: consumers without work. */
export const workless = (tasks: number, prefetch: number, workers = 1): Experiment =>
  planOf({
    workers: [`${workers}`],
    prefetch: [`${prefetch}`],
    work: ["none"],
    tasks: [`${tasks}`],
    durability: ["transient"],
  });

/** The same at a rate, of tasks per second, for some seconds. */
export const worklessAtRate = (rate: number, seconds: number, prefetch: number): Experiment =>
  planOf({
    workers: ["1"],
    prefetch: [`${prefetch}`],
    work: ["none"],
    rate: [`${rate}`],
    tasks: [`${rate * seconds}`],
    durability: ["transient"],
  });
