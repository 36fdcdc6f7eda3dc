// Waits for the agents of a run, and prints where they can join and who has.
import { resolve } from "node:path";
import { printable } from "@fairhare/core";
import { openAgents, type OpenedAgents } from "@fairhare/orchestrator";
import type { AgentSettings } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import type { Progress } from "./progress/port.ts";

/** Undefined if the fleet runs on this machine. */
export async function startAgents(
  agents: AgentSettings | null,
  progress: Progress,
  { userDirectory, interruption }: Cli,
): Promise<OpenedAgents | undefined> {
  if (agents === null) return undefined;
  const tokenFile = resolve(userDirectory, agents.tokenFile);
  return openAgents(
    { ...agents, tokenFile },
    {
      signal: interruption.signal,
      onNotice: (sentence) => progress.notice(printable(sentence)),
      onListening: (sentence) => progress.notice(sentence),
    },
  );
}
