// `doctor`: its flags, and what its findings mean for a script.
import { ExitCode } from "@fairhare/core";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { describeFindings } from "../doctor/describe.ts";
import { addOptions, rawFlags } from "../flags/option-flags.ts";

const DOCTOR_SCHEMA = "fairhare.doctor/1";

export function createDoctorCommand(cli: Cli): Command {
  const command = new Command("doctor")
    .summary("what this machine and its broker can do")
    .description("Looks at this machine, opens the broker that a run would use, and says what is missing.")
    .option("--json", "print the findings as JSON");
  addOptions(command, ["broker", "uri", "wait"]);
  return command.action(async ({ json }: { json?: boolean }) => {
    const { readPlan } = await import("../run/read-plan.ts");
    const { examine } = await import("../doctor/examine.ts");
    const { broker } = readPlan(rawFlags(command), [], cli).experiment;
    const { findings, faults } = await examine(broker, json === true, cli);
    const isReady = !findings.some(({ status }) => status === "missing");
    const { out } = cli.terminal;
    if (json) out.line(JSON.stringify({ schema: DOCTOR_SCHEMA, ready: isReady, findings, faults }, undefined, 2));
    else out.line(describeFindings(findings, out.style).join("\n"));
    cli.endWith(isReady ? ExitCode.pass : ExitCode.noBroker);
  });
}
