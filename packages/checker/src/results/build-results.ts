// All runs of an experiment into results.json.
import { redactSecrets } from "@fairhare/core";
import type { Experiment, TrialSettings } from "@fairhare/experiment";
import { compareTrials, type TrialRuns } from "../statistics/compare.ts";
import { summarise } from "../statistics/summarise.ts";
import { type Environment, type Results, RESULTS_SCHEMA } from "./schema.ts";
import { type Verdict } from "./run-schema.ts";
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
  const thresholds = evaluateThresholds(experiment.thresholds, trials);
  return {
    schema: RESULTS_SCHEMA,
    experiment: redact(experiment),
    environment,
    trials: trials.map(({ id, settings, runs }) => ({
      id,
      settings: { ...settings },
      varied: [...experiment.axes],
      runs: [...runs],
      summary: summarise(runs),
    })),
    comparisons: compareTrials(trials, experiment.seed),
    thresholds,
    verdict: overallVerdict(trials, thresholds),
  };
}

/** A measured failure outweighs what is unknown, and what is unknown outweighs success. No run, no verdict. */
function overallVerdict(trials: readonly TrialRuns[], thresholds: Results["thresholds"]): Verdict {
  const verdicts = trials.flatMap(({ runs }) => runs.map(({ verdict }) => verdict));
  if (verdicts.includes("fail") || thresholds.some(({ ok }) => !ok)) return "fail";
  return verdicts.length === 0 || verdicts.includes("unknown") ? "unknown" : "pass";
}

/** The password in the broker's URI is nobody's business. */
function redact(experiment: Experiment): Results["experiment"] {
  const { uri } = experiment.broker;
  return { ...experiment, broker: { ...experiment.broker, uri: uri === null ? null : redactSecrets(uri) } };
}
