// Runs the plans of one invocation, one after another: several if the experiment file has scenarios.
import { ExitCode } from "@fairhare/core";
import type { ParsedExperiment } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { explainFailure } from "../fail.ts";
import { runPlan } from "./run-plan.ts";

export async function runPlans(
  plans: readonly ParsedExperiment[],
  cli: Cli,
  run: typeof runPlan = runPlan,
): Promise<void> {
  const [first, ...others] = plans;
  if (first !== undefined && others.length === 0) return run(first, cli);
  const codes: ExitCode[] = [];
  for (const [index, plan] of plans.entries()) {
    if (cli.interruption.signal.aborted) break;
    const { out } = cli.terminal;
    if (!plan.output.quiet && index > 0) out.line();
    out.line(out.style.strong(`Scenario ${plan.experiment.name} (${index + 1} of ${plans.length})`));
    try {
      await run(plan, { ...cli, endWith: (code) => codes.push(code) });
    } catch (error) {
      codes.push(await explainFailure(error, cli));
    }
  }
  cli.endWith(worstOf(codes));
}

/** From the best to the worst. */
const ORDER: readonly ExitCode[] = [
  ExitCode.pass,
  ExitCode.unknown,
  ExitCode.fail,
  ExitCode.usage,
  ExitCode.noBroker,
  ExitCode.interrupted,
];

const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  ORDER.findLast((code) => codes.includes(code)) ?? ExitCode.pass;
