// Opens the agents of an experiment: listens with the token, and waits until all of them have joined.
import { createHostTimers } from "@fairhare/child";
import { counted, formatListenAddress } from "@fairhare/core";
import { AgentPool, readToken } from "@fairhare/places";
import type { AgentSettings } from "@fairhare/plan";
import { packageVersion } from "../run/environment.ts";
import type { FleetAgents } from "./fleet-agents.ts";

/** Milliseconds in which an agent that has noticed the loss of its connection ends its processes. */
const KILL_MS = 2_000;

export interface OpenedAgents extends FleetAgents, AsyncDisposable {}

export interface AgentPorts {
  readonly signal: AbortSignal;
  /** Sentences: refused connections, agents that join and are lost. */
  readonly onNotice: (sentence: string) => void;
  /** A sentence with the address where agents can join now. */
  readonly onListening: (sentence: string) => void;
}

/**
 * @throws FairhareError: INVALID_PLAN for a token file that cannot be used, AGENTS_MISSING when they do not join in time, or
 * that of an address that cannot be used.
 */
export async function openAgents(settings: AgentSettings, ports: AgentPorts): Promise<OpenedAgents> {
  const { count, spread, listen, tokenFile, joinTimeoutMs, timeoutMs, brokerUri } = settings;
  const token = readToken(tokenFile);
  const pool = await AgentPool.listen({
    address: listen.host,
    port: listen.port,
    token,
    count,
    joinTimeoutMs,
    agentTimeoutMs: timeoutMs,
    version: packageVersion(),
    clock: createHostTimers(),
    signal: ports.signal,
    onNotice: ports.onNotice,
    onListening: ({ address: host, port }) =>
      ports.onListening(`Waiting for ${counted(count, "agent")} at ${formatListenAddress({ host, port })}.`),
  });
  return {
    joined: () => pool.agents,
    count,
    spread,
    brokerUri,
    endsWithinMs: timeoutMs + KILL_MS,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
