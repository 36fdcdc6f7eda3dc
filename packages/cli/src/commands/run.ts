// `run`, the default command: plan → broker → measurement → report. Reads like what happens, in its order.
import { join, resolve } from "node:path";
import { ExitCode } from "@fairhare/core";
import { OPTION_KEYS, type ParsedExperiment, redactSecrets } from "@fairhare/experiment";
import { runExperiment } from "@fairhare/orchestrator";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../flags/option-flags.ts";
import { mistakesInWords } from "../flags/unknown-words.ts";
import { prepareExports, writeExports } from "../output/export-files.ts";
import { chosenDirectory, datedDirectory, type ReportPlace } from "../output/report-directory.ts";
import { showResults } from "../output/show-results.ts";
import { exitCodeOfVerdict } from "../output/verdict-exit-code.ts";
import { addRunHelp } from "../help.ts";
import { planLines } from "../run/plan-line.ts";
import { createProgress } from "../run/progress.ts";
import { readPlan } from "../run/read-plan.ts";
import { startBroker } from "../run/start-broker.ts";

const STOPPING = "Stopping; what was measured is saved. Ctrl-C again ends at once.";

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
    await run(readPlan(rawFlags(command), mistakes, cli), cli);
  });
}

async function run({ experiment, output, warnings }: ParsedExperiment, cli: Cli): Promise<void> {
  const { terminal, interruption } = cli;
  const report = placeOfReport(output.directory, experiment.name, cli);
  const exports = prepareExports(output.exports, cli.userDirectory);
  if (!output.quiet) for (const line of planLines(experiment)) terminal.out.line(line);
  for (const warning of warnings) terminal.err.line(terminal.err.style.doubtful(`! ${warning}`));

  interruption.signal.addEventListener("abort", () => terminal.err.line(`\n${STOPPING}`), { once: true });
  const progress = createProgress({ channel: terminal.err, isShown: output.progress, now: () => performance.now() });
  try {
    await using broker = await startBroker(experiment.broker, progress, cli);
    const { results, directory } = await runExperiment(experiment, {
      broker,
      runsDirectory: join(cli.homeDirectory, ".runs"),
      command: ["npm", "run", "bench", "--", ...cli.words].map(redactSecrets),
      observer: progress.observe,
      signal: interruption.signal,
    });
    progress.end();
    // Written before it is shown: whoever reads along may go away in the middle of a table.
    writeExports(exports, results);
    const written = report.write(results);
    showResults(results, { report: written, runs: directory }, output.quiet, cli);
    cli.endWith(interruption.signal.aborted ? ExitCode.interrupted : exitCodeOfVerdict(results.verdict));
  } finally {
    progress.end();
  }
}

const placeOfReport = (directory: string | null, name: string, cli: Cli): ReportPlace =>
  directory === null
    ? datedDirectory(cli.homeDirectory, name, cli.now())
    : chosenDirectory(resolve(cli.userDirectory, directory));
