// Performs all runs of an experiment in their order, and derives the results from the stored history.
import { setMaxListeners } from "node:events";
import { join } from "node:path";
import type { Broker } from "@fairhare/broker";
import type { Results, RunResult } from "@fairhare/results";
import { FairhareError, fileProblem, messageOf, redactSecrets } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import { type PlannedRun, schedule } from "@fairhare/plan";
import {
  type CheckedStoredRun,
  checkStoredRun,
  ExperimentDirectory,
  resultsOf,
  type RunRecord,
  type StoredPlan,
} from "@fairhare/store";
import { describeEnvironment } from "./environment.ts";
import type { Observer } from "./progress.ts";
import type { FleetAgents } from "../fleet/fleet-agents.ts";
import type { Host } from "../fleet/host.ts";
import { createRealHost } from "../fleet/real-host.ts";
import { runTrial } from "./run-trial.ts";

export interface ExperimentPorts {
  readonly broker: Broker;
  /** Absent: the whole fleet runs on this machine. */
  readonly agents?: FleetAgents | undefined;
  /** Parent directory of raw runs; the experiment creates its own directory there. */
  readonly runsDirectory: string;
  /** The command line as typed, in words; for the report. */
  readonly command: readonly string[];
  readonly observer: Observer;
  readonly signal: AbortSignal;
  /** The machine; the real one by default. */
  readonly host?: Host;
}

export interface ExperimentOutcome {
  readonly results: Results;
  /** The experiment's directory: plan.json, the runs' histories, results.json. */
  readonly directory: string;
  /** The first failure to set up a run, whose verdict is then unknown; null when there was none. */
  readonly failure: FairhareError | null;
  /** One sentence for each file that could not be written, with the reason. */
  readonly problems: readonly string[];
}

/**
 * After an abort, resolves with the measured runs and the verdict `unknown`. A run that cannot be set up counts as
 * unknown; an unreachable broker ends the experiment. Rejects when no run was measured.
 */
export async function runExperiment(experiment: Experiment, ports: ExperimentPorts): Promise<ExperimentOutcome> {
  const environment = describeEnvironment(ports.broker, ports.command, ports.agents?.joined());
  const path = join(ports.runsDirectory, directoryName(experiment.name, environment.startedAt));
  const plan: StoredPlan = { experiment: withoutSecrets(experiment), environment };
  const directory = ExperimentDirectory.create(path, plan);
  const runs = schedule(experiment);
  const host = ports.host ?? createRealHost();
  setMaxListeners(0, ports.signal);
  const failures: FairhareError[] = [];
  const checked: CheckedStoredRun[] = [];
  const unwritten: string[] = [];
  let performed = 0;
  for (const [index, run] of runs.entries()) {
    if (ports.signal.aborted || failures.some(isOfBroker)) break;
    const identity = { trial: run.trial, run: run.number, warmup: run.warmup };
    ports.observer({
      type: "run-began",
      index: index + 1,
      total: runs.length,
      schedule: runs,
      directory: directory.run(run).path,
      ...identity,
    });
    const { result, failure, problems } = await performRun(run, experiment, directory, host, ports);
    performed++;
    // A later check counts a run without its record as missing, and so do these results.
    if (result !== undefined && problems.length === 0) checked.push({ run, result });
    unwritten.push(...problems);
    if (failure !== undefined) failures.push(failure);
    ports.observer({ type: "run-ended", ...identity, ...(result === undefined ? {} : { result }) });
  }
  const [failure = null] = failures;
  if (failure !== null && failures.length === performed) {
    directory.remove();
    throw failure;
  }
  const results = resultsOf(plan, checked);
  return {
    results,
    directory: directory.path,
    problems: [...unwritten, ...attemptToWrite("results.json", () => directory.writeResults(results))],
    failure,
  };
}

const isOfBroker = ({ code }: FairhareError): boolean => code === "BROKER_UNREACHABLE";

interface Performed {
  /** Missing for a warm-up. */
  readonly result?: RunResult;
  /** Why the run's record could not be written. */
  readonly problems: readonly string[];
  /** The run could not be set up. */
  readonly failure?: FairhareError;
}

async function performRun(
  run: PlannedRun,
  experiment: Experiment,
  directory: ExperimentDirectory,
  host: Host,
  { broker, agents, observer, signal }: ExperimentPorts,
): Promise<Performed> {
  const place = directory.run(run);
  const { readyTimeoutSeconds, drainTimeoutSeconds, runTimeoutSeconds } = experiment;
  let record: RunRecord;
  let failed: Pick<Performed, "failure"> = {};
  try {
    place.create();
    const { shardFile, outputFile } = place;
    const limits = { readyTimeoutSeconds, drainTimeoutSeconds, runTimeoutSeconds };
    record = await runTrial(run, { host, broker, agents, observer, shardFile, outputFile, ...limits, signal });
  } catch (error) {
    if (error instanceof FairhareError) failed = { failure: error };
    record = { cutShort: messageOf(error), findings: [] };
  }
  if (run.warmup) {
    place.remove();
    return { ...failed, problems: [] };
  }
  const problems = attemptToWrite(`${place.path}/run.json`, () => place.writeRecord(record));
  for (const message of problems) observer({ type: "notice", message });
  const result = checkStoredRun(run, place, { kind: "ended", record }, broker.facts.version, experiment.thresholds);
  for (const message of attemptToWrite("the packed history", () => place.packHistory()))
    observer({ type: "notice", message });
  return { ...failed, result, problems };
}

function attemptToWrite(name: string, write: () => void): string[] {
  try {
    write();
    return [];
  } catch (error) {
    return [`${name} could not be written: ${fileProblem(error)}.`];
  }
}

/** Valid on every file system and sorted by time: `2026-01-31T120000-odd-even`. */
const directoryName = (name: string, startedAt: string): string =>
  `${startedAt.slice(0, 19).replaceAll(":", "")}-${name}`;

/** The broker's address is not needed to check a run; it and the commands may contain passwords. */
const withoutSecrets = (experiment: Experiment): Experiment => ({
  ...experiment,
  trials: experiment.trials.map(({ id, settings }) => ({
    id,
    settings: {
      ...settings,
      workerCommand: settings.workerCommand === null ? null : redactSecrets(settings.workerCommand),
      producerCommand: settings.producerCommand === null ? null : redactSecrets(settings.producerCommand),
    },
  })),
  broker: { ...experiment.broker, uri: null },
});
