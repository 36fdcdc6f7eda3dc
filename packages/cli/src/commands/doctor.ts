// `doctor`: what this machine and its broker can do, what is missing, and the mend.
import { assertNever, ExitCode } from "@fairhare/core";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { examineBroker, examineDocker, examineInstalledServer } from "../doctor/brokers.ts";
import type { DoctorFinding } from "../doctor/finding.ts";
import { examineMachine } from "../doctor/machine.ts";
import { addOptions, rawFlags } from "../flags/option-flags.ts";
import { readPlan } from "../run/read-plan.ts";
import { createProgress } from "../run/progress.ts";
import type { Style } from "../terminal/style.ts";

const DOCTOR_SCHEMA = "fairhare.doctor/1";

export function createDoctorCommand(cli: Cli): Command {
  const command = new Command("doctor")
    .summary("what this machine and its broker can do")
    .description("Looks at this machine, opens the broker that a run would use, and says what is missing.")
    .option("--json", "print the findings as JSON");
  addOptions(command, ["broker", "uri"]);
  return command.action(async ({ json }: { json?: boolean }) => {
    const { broker } = readPlan(rawFlags(command), [], cli).experiment;
    const findings = await examine(broker, json === true, cli);
    const isReady = !findings.some(({ status }) => status === "missing");
    const { out } = cli.terminal;
    if (json) out.line(JSON.stringify({ schema: DOCTOR_SCHEMA, ready: isReady, findings }, undefined, 2));
    else out.line(describeFindings(findings, out.style).join("\n"));
    cli.endWith(isReady ? ExitCode.pass : ExitCode.noBroker);
  });
}

async function examine(
  broker: Parameters<typeof examineBroker>[0],
  isQuiet: boolean,
  cli: Cli,
): Promise<DoctorFinding[]> {
  const { environment, interruption, terminal } = cli;
  const progress = createProgress({ channel: terminal.err, isShown: !isQuiet, now: () => performance.now() });
  try {
    return [
      ...(await examineMachine()),
      examineInstalledServer(environment),
      await examineDocker(interruption.signal),
      ...(await examineBroker(broker, cli, (sentence) => progress.wait(sentence))),
    ];
  } finally {
    progress.end();
  }
}

export function describeFindings(findings: readonly DoctorFinding[], style: Style): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const indent = " ".repeat(width + 4);
  return findings.flatMap(({ name, status, detail, mend }) => [
    `${mark(status, style)} ${name.padEnd(width)}  ${detail}`,
    ...(mend === undefined ? [] : mend.split("\n").map((line) => style.doubtful(indent + line))),
  ]);
}

function mark(status: DoctorFinding["status"], style: Style): string {
  switch (status) {
    case "ok":
      return style.good("✓");
    case "absent":
      return style.quiet("·");
    case "warning":
      return style.doubtful("!");
    case "missing":
      return style.bad("✗");
    default:
      return assertNever(status);
  }
}
