// `doctor`: its flags, and what its findings mean for a script.
import { ExitCode } from "@fairhare/core";
import type { FaultAbility } from "@fairhare/plan";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { describeFindings, type DoctorFinding } from "../doctor/finding.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";

const DOCTOR_SCHEMA = "fairhare.doctor/1";

export function createDoctorCommand(cli: Cli): Command {
  const command = new Command("doctor")
    .summary("what this machine and its broker can do")
    .description("Looks at this machine, opens the broker that a run would use, and says what is missing.")
    .option("--json", "print the findings as JSON");
  addOptions(command, ["broker", "uri", "wait"]);
  return command.action(async ({ json }: { json?: boolean }) => {
    const { readPlan } = await import("../input/read-plan.ts");
    const { examine } = await import("../doctor/examine.ts");
    const { broker } = readPlan(rawFlags(command), [], cli).experiment;
    const { findings, faults } = await examine(broker, json === true, cli);
    const isReady = !findings.some(({ status }) => status === "missing");
    const { out } = cli.terminal;
    if (json) out.line(JSON.stringify(asJson(isReady, findings, faults), undefined, 2));
    else out.line(describeFindings(findings, out.style).join("\n"));
    cli.endWith(isReady ? ExitCode.pass : ExitCode.noBroker);
  });
}

/** In the document the hint is called `mend`, as it always was. */
const asJson = (ready: boolean, findings: readonly DoctorFinding[], faults: readonly FaultAbility[]) => ({
  schema: DOCTOR_SCHEMA,
  ready,
  findings: findings.map(({ hint, ...finding }) => ({ ...finding, ...(hint === undefined ? {} : { mend: hint }) })),
  faults,
});
