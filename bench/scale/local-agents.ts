// Agents on this machine, and the pool that they have joined.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHostTimers } from "@fairhare/child";
import type { ExperimentPorts } from "@fairhare/orchestrator";
import { AgentPool, readToken, writeNewToken } from "@fairhare/places";

const AGENT_TIMEOUT_MS = 10_000;
/** Agents start in turn on few cores. */
const JOIN_TIMEOUT_MS = 60_000;
const PROGRAM = fileURLToPath(new URL("../../../packages/cli/bin/fairhare.mjs", import.meta.url));
const MANIFEST = new URL("../../../packages/cli/package.json", import.meta.url);

export interface LocalAgents extends AsyncDisposable {
  readonly port: NonNullable<ExperimentPorts["agents"]>;
}

interface Surroundings {
  /** For the token; it must exist. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly onNotice: (sentence: string) => void;
}

/** The disposal resolves when no agent is left. */
export async function openLocalAgents(count: number, surroundings: Surroundings): Promise<LocalAgents> {
  const { directory, signal, onNotice } = surroundings;
  const tokenFile = join(directory, `token-${count}`);
  writeNewToken(tokenFile);
  const exits: Promise<unknown>[] = [];
  const start = ({ port }: { readonly port: number }): void => {
    const words = ["agent", "--join", `127.0.0.1:${port}`, "--token-file", tokenFile, "--once"];
    for (let number = 1; number <= count; number++)
      exits.push(once(spawn(process.execPath, [PROGRAM, ...words], { stdio: "ignore" }), "exit"));
  };
  const pool = await AgentPool.listen({
    address: "127.0.0.1",
    port: 0,
    token: readToken(tokenFile),
    count,
    joinTimeoutMs: JOIN_TIMEOUT_MS,
    agentTimeoutMs: AGENT_TIMEOUT_MS,
    version: String((JSON.parse(readFileSync(MANIFEST, "utf8")) as { version: unknown }).version),
    clock: createHostTimers(),
    signal,
    onNotice,
    onListening: start,
  });
  return {
    port: { joined: () => pool.agents, count, spread: "even", brokerUri: null, endsWithinMs: AGENT_TIMEOUT_MS },
    [Symbol.asyncDispose]: async () => {
      await pool[Symbol.asyncDispose]();
      await Promise.all(exits);
    },
  };
}
