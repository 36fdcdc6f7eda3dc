// From stored evidence to results, without a broker: what a run ends with, and what `check` does again.
import { buildResults, checkRun, type Results, type RunResult } from "@fairhare/checker";
import { type Experiment, type PlannedRun, schedule } from "@fairhare/experiment";
import type { ExperimentDirectory, RunDirectory } from "./run-directory.ts";
import type { RunRecord } from "./run-trial.ts";

/** Writes the complete list of losses beside the history. */
export function checkStoredRun(
  { trial, number }: PlannedRun,
  place: RunDirectory,
  record: RunRecord,
  brokerVersion: string,
  thresholds: Experiment["thresholds"],
): RunResult {
  const notes =
    record.cutShort === null ? record.notes : [`The run was cut short: ${record.cutShort}.`, ...record.notes];
  const { result, losses } = checkRun({
    settings: trial.settings,
    run: number,
    shards: place.readShards(),
    directory: place.name,
    notes,
    brokerVersion,
    queueType: record.queueType ?? null,
    thresholds,
  });
  place.writeLosses(losses);
  return result;
}

/** Every run that left a record, in the order of the plan. Throws RunNotFoundError. */
export function checkExperiment(directory: ExperimentDirectory): Results {
  const { experiment, environment } = directory.readPlan();
  const measured = schedule(experiment).filter(({ warmup }) => !warmup);
  const trials = experiment.trials.map((trial) => ({
    id: trial.id,
    settings: trial.settings,
    runs: measured
      .filter((run) => run.trial.id === trial.id)
      .toSorted((a, b) => a.number - b.number)
      .flatMap((run) => {
        const place = directory.run(run);
        const record = place.readRecord();
        return record === undefined
          ? []
          : [checkStoredRun(run, place, record, environment.broker.version, experiment.thresholds)];
      }),
  }));
  return buildResults({ experiment, environment, trials });
}
