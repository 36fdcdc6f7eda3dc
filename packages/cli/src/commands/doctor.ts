// `doctor`: parses its flags, prints the findings and sets the exit code; ../doctor examines.
import { ExitCode } from "@fairhare/core";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { describeFindings, findingJson } from "../doctor/finding.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";

const DOCTOR_SCHEMA = "fairhare.doctor/1";

export function createDoctorCommand(cli: Cli): Command {
  const command = new Command("doctor")
    .summary("check this machine and its broker")
    .description("Checks this machine, opens the broker that a run would use, and reports what is missing.")
    .option("--json", "print the findings as JSON");
  addOptions(command, [
    "workers",
    "producers",
    "workersPerProcess",
    "broker",
    "uri",
    "tlsCa",
    "tlsCert",
    "tlsKey",
    "tlsServername",
    "wait",
  ]);
  return command.action(async ({ json }: { json?: boolean }) => {
    const { readPlan } = await import("../input/read-plan.ts");
    const { examine } = await import("../doctor/examine.ts");
    const { experiment } = readPlan(rawFlags(command), cli);
    const { findings, faults, machine } = await examine(experiment, json === true, cli);
    const isReady = !findings.some(({ status }) => status === "missing");
    const { out } = cli.terminal;
    const document = { schema: DOCTOR_SCHEMA, ready: isReady, findings: findings.map(findingJson), faults, machine };
    if (json) out.line(JSON.stringify(document, unlimitedAsText, 2));
    else out.line(describeFindings(findings, out.style).join("\n"));
    cli.endWith(isReady ? ExitCode.pass : ExitCode.noBroker);
  });
}

/** JSON has no infinity, and null means unknown. */
const unlimitedAsText = (_: string, value: unknown): unknown => (value === Infinity ? "unlimited" : value);
