// The commands and what they share: help, version, and how commander's own complaints are handled.
import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { createCheckCommand } from "./commands/check.ts";
import { createClaimsCommand } from "./commands/claims.ts";
import { createDoctorCommand } from "./commands/doctor.ts";
import { createNewTaskCommand } from "./commands/new-task.ts";
import { createReportCommand } from "./commands/report.ts";
import { createRunCommand } from "./commands/run.ts";
import { createTasksWorkerCommand } from "./commands/tasks-worker.ts";
import { configureHelp } from "./help.ts";

export function createProgram(cli: Cli, version: string): Command {
  const { out } = cli.terminal;
  const program = new Command("npm run bench --")
    .description(
      "A work-queue bench for RabbitMQ: throughput, latency, fairness and loss, measured on real worker fleets.",
    )
    // -h is the broker, as in PerfTest.
    .helpOption("--help", "show this help")
    .version(version, "--version", "show the version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.write(text),
      // Commander's errors are thrown, and printed like everybody else's.
      writeErr: () => undefined,
      getOutHelpWidth: () => out.columns(),
      getOutHasColors: () => true,
    });
  configureHelp(program, out.style);
  program.addCommand(createRunCommand(program, cli), { isDefault: true });
  program.addCommand(createClaimsCommand(cli));
  program.addCommand(createCheckCommand(cli));
  program.addCommand(createReportCommand(cli));
  program.addCommand(createDoctorCommand(cli));
  program.addCommand(createNewTaskCommand(cli));
  program.addCommand(createTasksWorkerCommand(cli));
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}
