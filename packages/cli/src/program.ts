// Registers the commands, and configures what they share: help, version and commander's errors.
import { programWords } from "@fairhare/core";
import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { createAgentCommand } from "./commands/agent.ts";
import { createAdviseCommand } from "./commands/advise.ts";
import { createCheckCommand } from "./commands/check.ts";
import { createClaimsCommand } from "./commands/claims.ts";
import { createCompareCommand } from "./commands/compare.ts";
import { createCompletionCommand } from "./commands/completion.ts";
import { createDeployCommand } from "./commands/deploy.ts";
import { createDoctorCommand } from "./commands/doctor.ts";
import { createFindRateCommand } from "./commands/find-rate.ts";
import { createHistoryCommand } from "./commands/history.ts";
import { createNewTaskCommand } from "./commands/new-task.ts";
import { createReportCommand } from "./commands/report.ts";
import { createRunCommand } from "./commands/run.ts";
import { createSchemaCommand } from "./commands/schema.ts";
import { createTapCommand } from "./commands/tap.ts";
import { createTasksWorkerCommand } from "./commands/tasks-worker.ts";
import { createWatchCommand } from "./commands/watch.ts";
import { configureHelp } from "./help.ts";
import { withLongPerfTestFlags } from "./input/perftest-words.ts";

/** Runs the command line in `cli.words`. */
export async function runProgram(cli: Cli, version: string): Promise<void> {
  const program = createProgram(cli, version);
  const [first = ""] = cli.words;
  const isOther = first !== "run" && program.commands.some((command) => command.name() === first);
  await program.parseAsync(isOther ? cli.words : withLongPerfTestFlags(cli.words), { from: "user" });
}

function createProgram(cli: Cli, version: string): Command {
  const { out } = cli.terminal;
  const program = new Command(programWords(true).join(" "))
    .description(
      "A work-queue bench for RabbitMQ: throughput, latency, fairness and loss, measured on real worker fleets.",
    )
    // -h is --uri, as in PerfTest.
    .helpOption("--help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .version(version, "--version", "show the version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.write(text),
      // Commander throws its errors; fail.ts prints them.
      writeErr: () => undefined,
      getOutHelpWidth: () => out.columns(),
      getOutHasColors: () => true,
    });
  configureHelp(program, out.style);
  program.addCommand(createRunCommand(program, cli), { isDefault: true });
  program.addCommand(createFindRateCommand(cli));
  program.addCommand(createAdviseCommand(cli));
  program.addCommand(createClaimsCommand(cli));
  program.addCommand(createCheckCommand(cli));
  program.addCommand(createReportCommand(cli));
  program.addCommand(createCompareCommand(cli));
  program.addCommand(createHistoryCommand(cli));
  program.addCommand(createWatchCommand(cli));
  program.addCommand(createTapCommand(cli, version));
  program.addCommand(createAgentCommand(cli, version));
  program.addCommand(createDeployCommand(cli));
  program.addCommand(createDoctorCommand(cli));
  program.addCommand(createSchemaCommand(cli));
  program.addCommand(createCompletionCommand(program, cli));
  program.addCommand(createNewTaskCommand(cli));
  program.addCommand(createTasksWorkerCommand(cli));
  inheritSettings(program);
  return program;
}

function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}
