// All runs of an experiment in their order, and the results made from the stored evidence.
import { join } from "node:path";
import type { Broker } from "@fairhare/broker";
import type { Results, RunResult } from "@fairhare/checker";
import { FairhareError, messageOf } from "@fairhare/core";
import { type Experiment, type PlannedRun, schedule } from "@fairhare/experiment";
import { checkExperiment, checkStoredRun } from "./check-stored.ts";
import { describeEnvironment } from "./environment.ts";
import type { Observer } from "./progress.ts";
import { ExperimentDirectory } from "./run-directory.ts";
import { type RunRecord, runTrial } from "./run-trial.ts";

export interface ExperimentPorts {
  readonly broker: Broker;
  /** The folder of raw runs; the experiment makes a directory of its own in it. */
  readonly runsDirectory: string;
  /** What was typed, as words; for the report. */
  readonly command: readonly string[];
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

export interface ExperimentOutcome {
  readonly results: Results;
  /** The experiment's directory: plan.json, the runs' histories, results.json. */
  readonly directory: string;
}

/**
 * After an abort it resolves with what was measured, the verdict `unknown`. Rejects only when the very
 * first run cannot be set up: later failures are unknown runs beside the measured ones.
 */
export async function runExperiment(experiment: Experiment, ports: ExperimentPorts): Promise<ExperimentOutcome> {
  const environment = describeEnvironment(ports.broker, ports.command);
  const path = join(ports.runsDirectory, directoryName(experiment.name, environment.startedAt));
  const directory = ExperimentDirectory.create(path, { experiment: withoutSecrets(experiment), environment });
  const runs = schedule(experiment);
  for (const [index, run] of runs.entries()) {
    if (ports.signal.aborted) break;
    const identity = { trial: run.trial, run: run.number, warmup: run.warmup };
    ports.observer({ type: "run-began", index: index + 1, total: runs.length, ...identity });
    const result = await performRun(run, experiment, directory, ports, index === 0);
    ports.observer({ type: "run-ended", ...identity, ...(result === undefined ? {} : { result }) });
  }
  const results = checkExperiment(directory);
  directory.writeResults(results);
  return { results, directory: path };
}

async function performRun(
  run: PlannedRun,
  experiment: Experiment,
  directory: ExperimentDirectory,
  ports: ExperimentPorts,
  isFirst: boolean,
): Promise<RunResult | undefined> {
  const place = directory.run(run);
  place.create();
  let record: RunRecord;
  try {
    record = await runTrial(run, {
      broker: ports.broker,
      directory: place,
      observer: ports.observer,
      drainTimeoutSeconds: experiment.drainTimeoutSeconds,
      signal: ports.signal,
    });
  } catch (error) {
    if (isFirst && error instanceof FairhareError) {
      place.remove();
      throw error;
    }
    record = { cutShort: messageOf(error), notes: [] };
  }
  if (run.warmup) {
    place.remove();
    return undefined;
  }
  place.writeRecord(record);
  return checkStoredRun(run, place, record, ports.broker.facts.version);
}

/** Fit for every file system, and sorted by time: `2026-01-31T120000-odd-even`. */
const directoryName = (name: string, startedAt: string): string =>
  `${startedAt.slice(0, 19).replaceAll(":", "")}-${name}`;

/** The broker's address is evidence of nothing and may hold a password. */
const withoutSecrets = (experiment: Experiment): Experiment => ({
  ...experiment,
  broker: { ...experiment.broker, uri: null },
});
