// Serves the runs of an orchestrator, or writes a token for one.
import { AgentGuard } from "@fairhare/broker";
import { ExitCode, printable } from "@fairhare/core";
import { readToken, runAgent, writeNewToken } from "@fairhare/places";
import type { Cli } from "../cli.ts";
import type { AgentPlan } from "./agent-plan.ts";

/** A second Ctrl-C ends the agent at once; its guardian then ends its processes. */
export async function serveRuns(
  plan: AgentPlan,
  version: string,
  { terminal, interruption, endWith }: Cli,
): Promise<void> {
  if (plan.type === "newToken") {
    writeNewToken(plan.path);
    terminal.out.line(`A new token is in ${plan.path}. Copy the file to every host of the run; keep it secret.`);
    endWith(ExitCode.pass);
    return;
  }
  const { type: _, tokenFile, ...options } = plan;
  const token = readToken(tokenFile);
  terminal.err.line(`Joining the orchestrator at ${plan.host}:${plan.port}. Ctrl-C ends the agent.`);
  await runAgent({
    ...options,
    token,
    version,
    signal: interruption.signal,
    startGuard: () => AgentGuard.start(),
    onNotice: (sentence) => terminal.err.line(printable(sentence)),
  });
  endWith(ExitCode.pass);
}
