// From stored evidence to results, without a broker: what a run ends with, and what `check` does again.
import { buildResults } from "@fairhare/statistics";
import { type CheckedRun, checkRun } from "@fairhare/checker";
import type { Results, RunResult } from "@fairhare/results";
import { type Finding, finding, findingSentence } from "@fairhare/findings";
import { fileProblem, messageOf, oneLine } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import { type PlannedRun, schedule } from "@fairhare/plan";
import type { ExperimentDirectory, RunDirectory, RunRecord, StoredRecord } from "./run-directory.ts";

/** Writes the complete list of losses beside the history. A run whose evidence is damaged is unknown. */
export function checkStoredRun(
  { trial, number }: PlannedRun,
  place: RunDirectory,
  stored: Exclude<StoredRecord, { kind: "missing" }>,
  brokerVersion: string,
  thresholds: Experiment["thresholds"],
): RunResult {
  const { shards, findings: unreadable } = place.readShards();
  const damage = [
    ...(stored.kind === "damaged" ? [finding("run-record-damaged", { problem: stored.problem })] : []),
    ...unreadable,
  ];
  const reported = stored.kind === "ended" ? recordFindings(stored.record) : [];
  const check = (readable: typeof shards): CheckedRun =>
    checkRun({
      settings: trial.settings,
      run: number,
      shards: readable,
      directory: place.name,
      findings: [...damage, ...reported],
      brokerVersion,
      queueType: stored.kind === "ended" ? (stored.record.queueType ?? null) : null,
      thresholds,
    });
  let checked: CheckedRun;
  try {
    checked = check(shards);
  } catch (error) {
    damage.push(finding("history-not-evaluable", { problem: oneLine(messageOf(error)) }));
    checked = check([]);
  }
  const { result, losses } = checked;
  const findings = [...result.findings, ...writeLosses(place, losses)];
  return {
    ...result,
    verdict: damage.length > 0 ? "unknown" : result.verdict,
    findings,
    warnings: findings.map(findingSentence),
  };
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

/** What the orchestrator reported of the run, as findings. */
export const recordFindings = ({ cutShort, notes }: RunRecord): Finding[] => [
  ...(cutShort === null ? [] : [finding("run-cut-short", { reason: cutShort })]),
  ...notes.map((text) => finding("note", { text })),
];

/** A stored run may lie in a directory without write permission; its results do not depend on the list. */
function writeLosses(place: RunDirectory, losses: CheckedRun["losses"]): Finding[] {
  try {
    place.writeLosses(losses);
    return [];
  } catch (error) {
    return [finding("losses-not-written", { directory: place.name, problem: fileProblem(error) })];
  }
}
