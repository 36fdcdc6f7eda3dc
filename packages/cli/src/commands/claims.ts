// `claims`: its flags; the measuring is run/run-claims.ts.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";

export function createClaimsCommand(cli: Cli): Command {
  const command = new Command("claims")
    .summary("the tutorial, sentence by sentence, measured")
    .description(
      "Puts the sentences of RabbitMQ's Work Queues tutorial to the test, one experiment after another on one broker, and writes reports/claims/VERSION.",
    )
    .option("--only <IDS>", "measure these claims only: C04,C14")
    .option("--repeat <N>", "runs of each trial, instead of what each claim says");
  addOptions(command, ["broker", "uri", "wait", "out", "noProgress", "quiet"]);
  return command.action(async ({ only, repeat }: { only?: string; repeat?: string }) => {
    const { readPlan } = await import("../input/read-plan.ts");
    const flags = { ...rawFlags(command), ...(repeat === undefined ? {} : { repeat: [repeat] }) };
    const plan = readPlan(flags, [], cli);
    const { runClaims } = await import("../run/run-claims.ts");
    await runClaims(plan, { only: only ?? null, repeat: repeat ?? null }, cli);
  });
}
