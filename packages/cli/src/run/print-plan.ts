// `--print-plan`: the checked plan as JSON on standard output, warnings on standard error.
import { oneLine, redactAmqpUri } from "@fairhare/core";
import { leastTotalSeconds, type ParsedExperiment, schedule } from "@fairhare/plan";
import type { Experiment } from "@fairhare/workload";
import type { Terminal } from "../terminal/terminal.ts";

const PLAN_SCHEMA = "fairhare.plan/1";

/** Several plans, of scenarios, are a list. */
export function printPlans(plans: readonly ParsedExperiment[], { out, err }: Terminal): void {
  for (const warning of new Set(plans.flatMap(({ warnings }) => warnings)))
    err.line(err.style.doubtful(`! ${oneLine(warning)}`));
  const documents = plans.map((plan) => planDocument(plan));
  out.line(JSON.stringify(documents.length === 1 ? documents[0] : documents, undefined, 2));
}

function planDocument({ experiment, warnings }: ParsedExperiment): Record<string, unknown> {
  return {
    schema: PLAN_SCHEMA,
    experiment: withoutSecrets(experiment),
    runs: schedule(experiment).map(({ trial, number, warmup }) => ({ trial: trial.id, run: number, warmup })),
    leastSeconds: leastTotalSeconds(experiment),
    warnings,
  };
}

function withoutSecrets(experiment: Experiment): Experiment {
  const { uri } = experiment.broker;
  return { ...experiment, broker: { ...experiment.broker, uri: uri === null ? null : redactAmqpUri(uri) } };
}
