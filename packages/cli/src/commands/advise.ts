// `advise`: parses its flags; ../run/run-plan.ts measures, and ../advise says what the results mean.
import { Command } from "commander";
import { ADVISE_OPTIONS, type AdviseFlags, busyOption } from "../advise/advise-options.ts";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";

export function createAdviseCommand(cli: Cli): Command {
  const command = new Command("advise")
    .summary("advise a prefetch limit for a workload, from measured trials")
    .description(
      "Measures a backlog of the workload with several prefetch limits, and says which one to set: the smallest that keeps the workers busy, the fairest, and what each costs.",
    )
    .addOption(busyOption());
  addOptions(command, ADVISE_OPTIONS);
  return command.action(async (own: AdviseFlags) => {
    const { readAdvisePlan } = await import("../advise/advise-plan.ts");
    const plan = readAdvisePlan(rawFlags(command), own, cli);
    const { runPlan } = await import("../run/run-plan.ts");
    const { ADVICE } = await import("../advise/present-advice.ts");
    await runPlan(plan, cli, ADVICE);
  });
}
