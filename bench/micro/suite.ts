// A group of micro-benchmarks, and its measurement in several passes. tinybench's own error says how much the runs of a pass
// differ; the machine changes between passes, and that is what makes two measurements differ.
import { median } from "simple-statistics";
import type { Bench } from "tinybench";

export interface Suite {
  readonly bench: Bench;
  /** By name: how many operations a run of the task does; 1 for the others. */
  readonly perRun: Readonly<Record<string, number>>;
  readonly end?: () => void;
}

/** One benchmark: ns per operation, the median of each pass. */
export interface Row {
  readonly name: string;
  readonly passes: readonly number[];
}

/** Runs all suites once per pass, so that the passes of a benchmark are spread over the whole time. */
export async function measure(suites: readonly (() => Suite)[], passes: number, only: RegExp): Promise<Row[]> {
  const measured = new Map<string, number[]>();
  for (let pass = 0; pass < passes; pass++) {
    for (const open of suites) {
      const { bench, perRun, end } = open();
      for (const { name } of bench.tasks) if (!only.test(name)) bench.remove(name);
      if (bench.tasks.length > 0) await bench.run();
      end?.();
      for (const { name, result } of bench.tasks) {
        if (result.state !== "completed") throw new Error(`${name}: ${result.state}`);
        const values = measured.get(name) ?? [];
        values.push((result.latency.p50 * 1e6) / (perRun[name] ?? 1));
        measured.set(name, values);
      }
    }
  }
  return [...measured].map(([name, values]) => ({ name, passes: values }));
}

export const nanosecondsOf = ({ passes }: Row): number => median([...passes]);
