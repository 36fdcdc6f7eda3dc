// `claims`: parses its flags; ../run/run-claims.ts does the work.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";

export function createClaimsCommand(cli: Cli): Command {
  const command = new Command("claims")
    .summary("measure the statements of the tutorial")
    .description(
      "Tests the statements of RabbitMQ's Work Queues tutorial by experiments on one broker, and writes reports/claims/VERSION.",
    )
    .option("--only <IDS>", "measure only these claims, e.g. C04,C14")
    .option("--repeat <N>", "runs per trial (default: the number in each claim)");
  addOptions(command, [
    "broker",
    "uri",
    "tlsCa",
    "tlsCert",
    "tlsKey",
    "tlsServername",
    "wait",
    "out",
    "noProgress",
    "quiet",
  ]);
  return command.action(async ({ only, repeat }: { only?: string; repeat?: string }) => {
    const { readPlan } = await import("../input/read-plan.ts");
    const flags = { ...rawFlags(command), ...(repeat === undefined ? {} : { repeat: [repeat] }) };
    const plan = readPlan(flags, cli);
    const { runClaims } = await import("../run/run-claims.ts");
    await runClaims(plan, { only: only ?? null, repeat: repeat ?? null }, cli);
  });
}
