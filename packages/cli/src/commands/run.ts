// `run`, the default command: its flags. What it does is run/run-plan.ts, loaded only when there is a plan to run,
// because drawing reports takes a second to load and --help should not.
import { OPTION_KEYS } from "@fairhare/plan";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";
import { mistakesInWords } from "../input/unknown-words.ts";
import { addRunHelp } from "../help.ts";

export function createRunCommand(program: Command, cli: Cli): Command {
  const command = new Command("run")
    .summary("measure an experiment (the default)")
    .description("Runs one experiment. Any flag with a comma list is an axis: every combination becomes a trial.")
    // Unknown words are reported together with everything else that is wrong.
    .allowUnknownOption()
    .argument("[words...]");
  addOptions(command, OPTION_KEYS);
  addRunHelp(program, command, cli.terminal.out);
  return command.action(async () => {
    const flags = command.options.flatMap(({ long }) => long ?? []);
    const commands = program.commands.map((known) => known.name());
    const mistakes = mistakesInWords(command.args, { flags, commands });
    const { readPlan } = await import("../input/read-plan.ts");
    const plan = readPlan(rawFlags(command), mistakes, cli);
    const { runPlan } = await import("../run/run-plan.ts");
    await runPlan(plan, cli);
  });
}
