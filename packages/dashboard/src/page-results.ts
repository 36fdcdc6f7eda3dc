// The results as the page embeds them. The workers of a large fleet are rounded to what a chart can show, and embedded as
// rows without names, so that a thousand of them take less than 300 kB.
import { isLargeFleet } from "@fairhare/report";
import type { Results, RunResult, TrialResult, WorkerResult } from "@fairhare/results";

/** A run whose workers may be rows: the fields of the worker, and their values for each worker. */
type PageRun = Omit<RunResult, "workers"> & { readonly workers: readonly WorkerResult[] | WorkerRows };

interface WorkerRows {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface PageResults extends Omit<Results, "trials"> {
  readonly trials: readonly (Omit<TrialResult, "runs"> & { readonly runs: readonly PageRun[] })[];
}

export const packResults = (results: Results): PageResults => ({
  ...results,
  trials: results.trials.map((trial) => ({ ...trial, runs: trial.runs.map(packRun) })),
});

/** The results again, with rounded numbers of the workers of large fleets. */
export const unpackResults = (results: PageResults): Results => ({
  ...results,
  trials: results.trials.map((trial) => ({ ...trial, runs: trial.runs.map(unpackRun) })),
});

function packRun(run: RunResult): PageRun {
  if (!isLargeFleet(run)) return run;
  // Four digits of the makespan: a tenth of a pixel of a chart that is a thousand pixels wide.
  const digits = Math.min(4, Math.max(0, 4 - Math.ceil(Math.log10(Math.max(1, run.makespanMs ?? 1)))));
  const ms = (value: number): number => Number(value.toFixed(digits));
  const workers = run.workers.map((worker) => rounded(worker, ms));
  const fields = Object.keys(workers[0] ?? {});
  return { ...run, workers: { fields, rows: workers.map((worker) => Object.values(worker)) } };
}

function unpackRun(run: PageRun): RunResult {
  const { workers } = run;
  if (!("rows" in workers)) return { ...run, workers: [...workers] };
  const { fields, rows } = workers;
  const unpacked = rows.map((row) => Object.fromEntries(fields.map((field, index) => [field, row[index]])));
  // By `packRun`, each row has the values of a worker in the order of the fields.
  return { ...run, workers: unpacked as unknown as WorkerResult[] };
}

function rounded(worker: WorkerResult, ms: (value: number) => number): WorkerResult {
  const { busyMs, idleMs, busyShare, present, lane } = worker;
  return {
    ...worker,
    busyMs: ms(busyMs),
    idleMs: ms(idleMs),
    busyShare: busyShare === null ? null : Number(busyShare.toPrecision(4)),
    present: present.map(([from, to]): [number, number] => [ms(from), ms(to)]),
    lane: lane.map(([from, to, heavy]): [number, number, number] => [ms(from), ms(to), Number(heavy.toFixed(2))]),
  };
}
