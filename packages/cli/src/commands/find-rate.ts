// `find-rate`: parses its flags; ../find-rate searches.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import {
  FIND_RATE_OPTIONS,
  type FindRateFlags,
  REPLACED_OPTIONS,
  searchOptions,
} from "../find-rate/find-rate-options.ts";
import { addHiddenOptions, addOptions, rawFlags } from "../input/option-flags.ts";

export function createFindRateCommand(cli: Cli): Command {
  const command = new Command("find-rate")
    .summary("search the highest rate that holds a condition")
    .description(
      "Searches the highest publish rate of all producers at which every condition holds, no task is lost and the backlog does not grow: doubles it, then bisects, with repeated trials.",
    );
  for (const option of searchOptions()) command.addOption(option);
  addOptions(command, FIND_RATE_OPTIONS);
  addHiddenOptions(command, [...REPLACED_OPTIONS.keys()]);
  return command.action(async (own: FindRateFlags) => {
    const { readSearchPlan } = await import("../find-rate/find-rate-plan.ts");
    const plan = readSearchPlan(rawFlags(command), own, cli);
    const { runFindRate } = await import("../find-rate/run-find-rate.ts");
    await runFindRate(plan, cli);
  });
}
