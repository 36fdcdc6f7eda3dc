// Builds results.json from all checked runs of an experiment.
import { redactAmqpUri } from "@fairhare/core";
import type { Experiment, TrialSettings } from "@fairhare/workload";
import { compareTrials, type TrialRuns } from "./compare.ts";
import { noiseFindings } from "./noise-findings.ts";
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
  const noise = noiseFindings(trials);
  const thresholds = evaluateThresholds(experiment.thresholds, trials, experiment.baseline);
  return {
    schema: RESULTS_SCHEMA,
    experiment: redact(experiment),
    environment,
    trials: trials.map(({ id, settings, runs }, index) => ({
      id,
      settings: { ...settings },
      ...negotiated(settings.heartbeatSeconds, environment.broker.heartbeatSeconds),
      varied: [...experiment.axes],
      runs: [...runs],
      missingRuns: missing({ id, runs }),
      findings: noise[index] ?? [],
      summary: summarise(runs),
    })),
    comparisons: compareTrials(trials, experiment.seed, experiment.compare),
    thresholds,
    verdict: overallVerdict(
      trials,
      thresholds,
      trials.some((trial) => missing(trial) > 0),
    ),
  };
}

/** Fail outweighs unknown, and unknown outweighs pass. A missing run is unknown. */
function overallVerdict(
  trials: readonly TrialRuns[],
  thresholds: Results["thresholds"],
  someMissing: boolean,
): Verdict {
  const verdicts = trials.flatMap(({ runs }) => runs.map(({ verdict }) => verdict));
  const someUnknown = someMissing || verdicts.length === 0 || verdicts.includes("unknown");
  // A missing measurement may belong to an unknown run, so it is not a failure then.
  const missed = thresholds.some(({ ok, actual }) => !ok && (actual !== null || !someUnknown));
  if (verdicts.includes("fail") || missed) return "fail";
  return someUnknown ? "unknown" : "pass";
}

/** The client's 0 disables heartbeats, the broker's 0 leaves the choice to the client; otherwise the smaller value holds. */
function negotiated(asked: number, proposed: number | undefined): Pick<TrialResult, "heartbeatSeconds"> {
  if (proposed === undefined) return {};
  return { heartbeatSeconds: proposed === 0 ? asked : Math.min(asked, proposed) };
}

/** Without the password in the broker's URI. */
function redact(experiment: Experiment): Results["experiment"] {
  const { uri } = experiment.broker;
  return { ...experiment, broker: { ...experiment.broker, uri: uri === null ? null : redactAmqpUri(uri) } };
}
