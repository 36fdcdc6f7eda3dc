// All runs of an experiment into results.json.
import { redactAmqpUri } from "@fairhare/core";
import type { Experiment, TrialSettings } from "@fairhare/workload";
import { compareTrials, type TrialRuns } from "./compare.ts";
import { summarise } from "./summarise.ts";
import { type Environment, type Results, RESULTS_SCHEMA, type TrialResult, type Verdict } from "@fairhare/results";
import { evaluateThresholds } from "./threshold.ts";

export interface CheckedTrial extends TrialRuns {
  readonly settings: TrialSettings;
}

export interface ResultsInput {
  readonly experiment: Experiment;
  readonly environment: Environment;
  readonly trials: readonly CheckedTrial[];
}

export function buildResults({ experiment, environment, trials }: ResultsInput): Results {
  const missing = ({ runs }: TrialRuns): number => Math.max(0, experiment.repeat - runs.length);
  const thresholds = evaluateThresholds(experiment.thresholds, trials);
  return {
    schema: RESULTS_SCHEMA,
    experiment: redact(experiment),
    environment,
    trials: trials.map(({ id, settings, runs }) => ({
      id,
      settings: { ...settings },
      ...negotiated(settings.heartbeatSeconds, environment.broker.heartbeatSeconds),
      varied: [...experiment.axes],
      runs: [...runs],
      missingRuns: missing({ id, runs }),
      summary: summarise(runs),
    })),
    comparisons: compareTrials(trials, experiment.seed),
    thresholds,
    verdict: overallVerdict(
      trials,
      thresholds,
      trials.some((trial) => missing(trial) > 0),
    ),
  };
}

/** A measured failure outweighs what is unknown, and what is unknown outweighs success. A run that is missing is unknown. */
function overallVerdict(
  trials: readonly TrialRuns[],
  thresholds: Results["thresholds"],
  someMissing: boolean,
): Verdict {
  const verdicts = trials.flatMap(({ runs }) => runs.map(({ verdict }) => verdict));
  const someUnknown = someMissing || verdicts.length === 0 || verdicts.includes("unknown");
  // What was not measured may have been lost with the run that is unknown.
  const missed = thresholds.some(({ ok, actual }) => !ok && (actual !== null || !someUnknown));
  if (verdicts.includes("fail") || missed) return "fail";
  return someUnknown ? "unknown" : "pass";
}

/** 0 asks for none; on the broker's side it has no wish. Else the smaller of both wishes holds. */
function negotiated(asked: number, proposed: number | undefined): Pick<TrialResult, "heartbeatSeconds"> {
  if (proposed === undefined) return {};
  return { heartbeatSeconds: proposed === 0 ? asked : Math.min(asked, proposed) };
}

/** The password in the broker's URI is nobody's business. */
function redact(experiment: Experiment): Results["experiment"] {
  const { uri } = experiment.broker;
  return { ...experiment, broker: { ...experiment.broker, uri: uri === null ? null : redactAmqpUri(uri) } };
}
