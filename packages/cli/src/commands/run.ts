// `run`, the default command: parses its flags; ../run/run-plans.ts does the work. That file is loaded only for a valid
// plan, because the code that draws reports takes a second to load.
import { OPTION_KEYS } from "@fairhare/plan";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";
import { mistakesInWords } from "../input/unknown-words.ts";
import { addRunHelp } from "../help.ts";

export function createRunCommand(program: Command, cli: Cli): Command {
  const command = new Command("run")
    .summary("measure an experiment (default)")
    .description(
      "Runs one experiment. A flag with a comma list is an axis; each combination of values becomes a trial.",
    )
    // Unknown words are reported together with all other mistakes.
    .allowUnknownOption()
    .argument("[words...]");
  addOptions(command, OPTION_KEYS);
  addRunHelp(program, command, cli.terminal.out);
  return command.action(async () => {
    const flags = command.options.flatMap(({ long }) => long ?? []);
    const commands = program.commands.map((known) => known.name());
    const mistakes = mistakesInWords(command.args, { flags, commands });
    const { readPlans } = await import("../input/read-plan.ts");
    const plans = readPlans(rawFlags(command), mistakes, cli);
    if (plans.some(({ output }) => output.printPlan)) {
      const { printPlans } = await import("../run/print-plan.ts");
      printPlans(plans, cli.terminal);
      return;
    }
    const { runPlans } = await import("../run/run-plans.ts");
    await runPlans(plans, cli);
  });
}
