// Derives results from a stored history, without a broker: at the end of an experiment and in `check`.
import { buildResults } from "@fairhare/statistics";
import { type CheckedRun, checkRun } from "@fairhare/checker";
import type { AgentHost, Environment, Results, RunResult } from "@fairhare/results";
import { type Finding, finding, findingSentence } from "@fairhare/findings";
import { fileProblem, messageOf, oneLine } from "@fairhare/core";
import { type Experiment, thresholdsFor, type TrialSettings } from "@fairhare/workload";
import { type PlannedRun, schedule } from "@fairhare/plan";
import { machineFindings } from "./machine-findings.ts";
import type { ExperimentDirectory, StoredPlan } from "./experiment-directory.ts";
import type { RunDirectory } from "./run-directory.ts";
import type { RunRecord, StoredRecord } from "./run-record.ts";

/** Also writes the complete list of losses. A run with damaged files is unknown. */
export function checkStoredRun(
  { trial, number }: PlannedRun,
  place: RunDirectory,
  stored: Exclude<StoredRecord, { kind: "missing" }>,
  brokerVersion: string,
  thresholds: Experiment["thresholds"],
): RunResult {
  const { shards, findings: unreadable } = place.findShards();
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
      client: stored.kind === "ended" ? (stored.record.client ?? null) : null,
      agents: stored.kind === "ended" ? (stored.record.agents ?? []) : [],
      thresholds: thresholdsFor(thresholds, trial.id),
    });
  let checked: CheckedRun;
  try {
    checked = check(shards);
  } catch (error) {
    damage.push(finding("history-not-evaluable", { problem: oneLine(messageOf(error)) }));
    checked = check([]);
  }
  // A check that failed can have left files open.
  for (const { bytes } of shards) bytes.close();
  const { result, losses } = checked;
  const machine = stored.kind === "ended" ? stored.record.machine : undefined;
  const findings = [
    ...result.findings,
    ...(machine === undefined ? [] : machineFindings(machine, result.cost)),
    ...writeLosses(place, losses),
  ];
  return {
    ...result,
    verdict: damage.length > 0 ? "unknown" : result.verdict,
    findings,
    warnings: findings.map(findingSentence),
  };
}

/**
 * Checks every run that left a record; the results count the missing ones.
 * Throws RunNotFoundError, StoredFileInvalidError and StoredFileDamagedError.
 */
export function checkExperiment(directory: ExperimentDirectory): Results {
  const plan = directory.readPlan();
  const { experiment, environment } = plan;
  const checked = schedule(experiment).flatMap((run) => {
    const place = directory.run(run);
    const record = run.warmup ? MISSING : place.readRecord();
    if (record.kind === "missing") return [];
    const result = checkStoredRun(run, place, record, environment.broker.version, experiment.thresholds);
    return [{ run, result }];
  });
  return resultsOf(plan, checked);
}

const MISSING: StoredRecord = { kind: "missing" };

export interface CheckedStoredRun {
  readonly run: PlannedRun;
  readonly result: RunResult;
}

/** Builds the results from checked runs in any order; planned runs without a check count as missing. */
export function resultsOf({ experiment, environment }: StoredPlan, checked: readonly CheckedStoredRun[]): Results {
  const trials = experiment.trials.map(({ id, settings }) => {
    const runs = checked
      .filter(({ run }) => run.trial.id === id)
      .map(({ result }) => result)
      .toSorted((a, b) => a.run - b.run);
    return { id, settings: withObserved(settings, runs), runs };
  });
  const all = trials.flatMap(({ runs }) => runs);
  return buildResults({ experiment, environment: withAgents(environment, all), trials });
}

/** With the agents that joined after the first run had begun, as the runs have them. */
export function withAgents(environment: Environment, runs: readonly Pick<RunResult, "agents">[]): Environment {
  const known = new Map<string, AgentHost>();
  for (const agent of [...environment.agents, ...runs.flatMap(({ agents }) => agents)]) {
    const key = JSON.stringify(agent);
    if (!known.has(key)) known.set(key, agent);
  }
  return { ...environment, agents: [...known.values()].toSorted((a, b) => a.number - b.number) };
}

/** The settings that were left to a program are those that it used, as far as they were seen. */
function withObserved(settings: TrialSettings, runs: readonly RunResult[]): TrialSettings {
  const { leftToProgram } = settings;
  const clients = runs.flatMap(({ client }) => client ?? []);
  const [ack] = clients.flatMap((client) => (client.ack === "mixed" ? [] : [client.ack]));
  const prefetch = ack === "auto" ? 0 : clients.find((client) => client.prefetch !== null)?.prefetch;
  return {
    ...settings,
    ack: leftToProgram.includes("ack") ? (ack ?? settings.ack) : settings.ack,
    prefetch: leftToProgram.includes("prefetch") ? (prefetch ?? settings.prefetch) : settings.prefetch,
  };
}

/** What the orchestrator reported of the run, and why it cut the run short. */
export const recordFindings = ({ cutShort, findings }: RunRecord): Finding[] => [
  ...(cutShort === null ? [] : [finding("run-cut-short", { reason: cutShort })]),
  ...findings,
];

/** A read-only directory is not an error: the results do not depend on this file. */
function writeLosses(place: RunDirectory, losses: CheckedRun["losses"]): Finding[] {
  try {
    place.writeLosses(losses);
    return [];
  } catch (error) {
    return [finding("losses-not-written", { directory: place.name, problem: fileProblem(error) })];
  }
}
