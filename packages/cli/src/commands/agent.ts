// `agent`: parses its flags; the package places serves the orchestrator.
import { Command } from "commander";
import { type AgentFlags, agentOptions } from "../agent/agent-options.ts";
import type { Cli } from "../cli.ts";

export function createAgentCommand(cli: Cli, version: string): Command {
  const command = new Command("agent")
    .summary("offer this host to a run on another one")
    .description(
      "Joins the orchestrator that runs with --agents, and runs the producers and workers that it places here, until it ends them or the connection is lost.",
    );
  for (const option of agentOptions()) command.addOption(option);
  return command.action(async (flags: AgentFlags) => {
    const { readAgentPlan } = await import("../agent/agent-plan.ts");
    const plan = readAgentPlan(flags, cli);
    const { serveRuns } = await import("../agent/serve-runs.ts");
    await serveRuns(plan, version, cli);
  });
}
