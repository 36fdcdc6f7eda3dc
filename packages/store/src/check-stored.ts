// From stored evidence to results, without a broker: what a run ends with, and what `check` does again.
import { buildResults } from "@fairhare/statistics";
import { type CheckedRun, checkRun } from "@fairhare/checker";
import type { Results, RunResult } from "@fairhare/results";
import { fileProblem, messageOf, oneLine } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import { type PlannedRun, schedule } from "@fairhare/plan";
import type { ExperimentDirectory, RunDirectory, StoredRecord } from "./run-directory.ts";

/** Writes the complete list of losses beside the history. A run whose evidence is damaged is unknown, and says so first. */
export function checkStoredRun(
  { trial, number }: PlannedRun,
  place: RunDirectory,
  stored: Exclude<StoredRecord, { kind: "missing" }>,
  brokerVersion: string,
  thresholds: Experiment["thresholds"],
): RunResult {
  const { shards, problems } = place.readShards();
  const damage = [...(stored.kind === "damaged" ? [stored.problem] : []), ...problems];
  const notes = stored.kind === "ended" ? notesOf(stored.record) : [];
  const check = (readable: typeof shards): CheckedRun =>
    checkRun({
      settings: trial.settings,
      run: number,
      shards: readable,
      directory: place.name,
      notes: [...damage, ...notes],
      brokerVersion,
      queueType: stored.kind === "ended" ? (stored.record.queueType ?? null) : null,
      thresholds,
    });
  let checked: CheckedRun;
  try {
    checked = check(shards);
  } catch (error) {
    damage.push(`The history of the run cannot be evaluated: ${oneLine(messageOf(error))}.`);
    checked = check([]);
  }
  const { result, losses } = checked;
  const warnings = [...result.warnings, ...writeLosses(place, losses)];
  return { ...result, verdict: damage.length > 0 ? "unknown" : result.verdict, warnings };
}

/**
 * Every run that left a record, in the order of the plan; the results count those that did not.
 * Throws RunNotFoundError, StoredFileInvalidError and StoredFileDamagedError.
 */
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
        return record.kind === "missing"
          ? []
          : [checkStoredRun(run, place, record, environment.broker.version, experiment.thresholds)];
      }),
  }));
  return buildResults({ experiment, environment, trials });
}

const notesOf = ({ cutShort, notes }: Extract<StoredRecord, { kind: "ended" }>["record"]): readonly string[] =>
  cutShort === null ? notes : [`The run was cut short: ${cutShort}.`, ...notes];

/** A stored run may lie where nothing can be written; its results do not depend on it. */
function writeLosses(place: RunDirectory, losses: CheckedRun["losses"]): string[] {
  try {
    place.writeLosses(losses);
    return [];
  } catch (error) {
    return [`The complete list of losses could not be written to ${place.name}: ${fileProblem(error)}.`];
  }
}
