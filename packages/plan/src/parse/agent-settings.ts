// The agents of an invocation: how many, where they join, and how they reach the broker.
import type { PlannedAgents } from "@fairhare/workload";
import type { ListenAddress } from "@fairhare/core";
import type { Cell } from "../options/given.ts";
import { valueOf } from "./trial-settings.ts";

export interface AgentSettings extends PlannedAgents {
  readonly listen: ListenAddress;
  readonly tokenFile: string;
  readonly joinTimeoutMs: number;
  /** An agent that is silent for this time is lost. */
  readonly timeoutMs: number;
  /** The broker as the agents see it; null if they see it as the orchestrator does. */
  readonly brokerUri: string | null;
}

/** Null without agents. */
export function agentSettingsOf(cell: Cell): AgentSettings | null {
  if (cell.agents === undefined) return null;
  return {
    count: cell.agents.value,
    spread: valueOf(cell, "spread"),
    listen: valueOf(cell, "listen"),
    tokenFile: cell.tokenFile?.value ?? "",
    joinTimeoutMs: valueOf(cell, "joinTimeout") * 1e3,
    timeoutMs: valueOf(cell, "agentTimeout") * 1e3,
    brokerUri: cell.agentUri?.value ?? null,
  };
}
