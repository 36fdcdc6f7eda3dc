// Performs one trial of a search as an experiment of its own: a single run at one rate, with its raw run kept as any other.
import { codeOf, messageOf } from "@fairhare/core";
import type { ExperimentPorts } from "@fairhare/orchestrator";
import type { Experiment, TrialSettings } from "@fairhare/workload";
import type { MeasuredRun, RateTrial } from "./find-rates.ts";

/** What all trials of a search share. */
export type SharedPlan = Pick<
  Experiment,
  "name" | "seed" | "agents" | "broker" | "readyTimeoutSeconds" | "drainTimeoutSeconds" | "runTimeoutSeconds"
>;

/** Rejects if the broker cannot be reached: no further trial would be possible. */
export async function measureAtRate(
  trial: RateTrial,
  shared: SharedPlan,
  ports: ExperimentPorts,
): Promise<MeasuredRun> {
  // Loaded only here: reports of a search that was stored need no orchestrator.
  const { runExperiment } = await import("@fairhare/orchestrator");
  try {
    const { results, directory, failure } = await runExperiment(experimentOf(trial, shared), ports);
    const [run] = results.trials.flatMap(({ runs }) => runs);
    if (run !== undefined) return { run, directory };
    return { run: null, problem: failure?.message ?? "the run left no result" };
  } catch (error) {
    if (codeOf(error) === "BROKER_UNREACHABLE") throw error;
    return { run: null, problem: messageOf(error) };
  }
}

function experimentOf({ cell, ratePerSecond, number, attempt }: RateTrial, shared: SharedPlan): Experiment {
  const { name, seed, agents, broker, readyTimeoutSeconds, drainTimeoutSeconds, runTimeoutSeconds } = shared;
  return {
    name: `${name}-${String(number).padStart(2, "0")}`,
    trials: [{ id: cell.trial.id, settings: settingsAtRate(cell, ratePerSecond, attempt) }],
    axes: [],
    repeat: 1,
    warmup: 0,
    thresholds: [],
    seed,
    ...(agents === undefined ? {} : { agents }),
    broker,
    readyTimeoutSeconds,
    drainTimeoutSeconds,
    runTimeoutSeconds,
  };
}

/** Each attempt has a seed of its own, so that repeats do not draw the same service times and gaps. */
export function settingsAtRate(
  { trial: { settings }, seconds }: RateTrial["cell"],
  ratePerSecond: number,
  attempt: number,
): TrialSettings {
  return {
    ...settings,
    ratePerSecond: ratePerSecond / settings.producers,
    tasks: null,
    timeSeconds: seconds,
    backlog: false,
    seed: (settings.seed + attempt - 1) % 2 ** 32,
  };
}
