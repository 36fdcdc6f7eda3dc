// `--print-plan`: the checked plan as JSON on standard output, warnings on standard error.
import { oneLine, redactAmqpUri } from "@fairhare/core";
import { leastTotalSeconds, type ParsedExperiment, schedule } from "@fairhare/plan";
import type { Experiment } from "@fairhare/workload";
import type { Terminal } from "../terminal/terminal.ts";

const PLAN_SCHEMA = "fairhare.plan/1";

export function printPlan(plan: ParsedExperiment, { out, err }: Terminal): void {
  for (const warning of plan.warnings) err.line(err.style.doubtful(`! ${oneLine(warning)}`));
  out.line(JSON.stringify(planDocument(plan), undefined, 2));
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
