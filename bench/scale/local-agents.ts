// Agents on this machine, joined to an orchestrator in this process.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePorts } from "@fairhare/broker";
import { type ExperimentPorts, openAgents } from "@fairhare/orchestrator";
import { writeNewToken } from "@fairhare/places";
import { DRIFT, inNamespace } from "../clocks/time-namespace.ts";
import type { NotedClock } from "../clocks/true-times.ts";

/** Agents start in turn on few cores. */
const JOIN_TIMEOUT_MS = 60_000;
const AGENT_TIMEOUT_MS = 10_000;
const PROGRAM = fileURLToPath(new URL("../../../packages/cli/bin/fairhare.mjs", import.meta.url));

export interface LocalAgents extends AsyncDisposable {
  readonly port: NonNullable<ExperimentPorts["agents"]>;
}

interface Surroundings {
  /** For the token; it must exist. */
  readonly directory: string;
  /** By number of starting; by default those of this machine. The agents and their processes have them. */
  readonly clocks?: readonly NotedClock[];
  readonly signal: AbortSignal;
  readonly onNotice: (sentence: string) => void;
}

/** The disposal resolves when no agent is left. */
export async function openLocalAgents(count: number, surroundings: Surroundings): Promise<LocalAgents> {
  const { directory, clocks = [], signal, onNotice } = surroundings;
  const tokenFile = join(directory, `token-${count}`);
  writeNewToken(tokenFile);
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error("no port is free");
  const words = ["agent", "--join", `127.0.0.1:${port}`, "--token-file", tokenFile, "--once"];
  const exits = Array.from({ length: count }, (_, index) => once(spawnAgent(words, clocks[index]), "exit"));
  const options = {
    count,
    spread: "even",
    listen: { host: "127.0.0.1", port },
    tokenFile,
    brokerUri: null,
  } as const;
  const agents = await openAgents(
    { ...options, joinTimeoutMs: JOIN_TIMEOUT_MS, timeoutMs: AGENT_TIMEOUT_MS },
    { signal, onNotice, onListening: onNotice },
  );
  return {
    port: agents,
    [Symbol.asyncDispose]: async () => {
      await agents[Symbol.asyncDispose]();
      await Promise.all(exits);
    },
  };
}

function spawnAgent(words: readonly string[], clock?: NotedClock): ChildProcess {
  const node = [PROGRAM, ...words];
  if (clock === undefined) return spawn(process.execPath, node, { stdio: "ignore" });
  const { aheadSeconds, driftPpm, notes } = clock;
  const made = { NODE_OPTIONS: `--import=${DRIFT}`, CLOCK_DRIFT_PPM: String(driftPpm), CLOCK_NOTES: notes };
  return spawn("unshare", [...inNamespace(aheadSeconds), process.execPath, ...node], {
    stdio: "ignore",
    env: { ...process.env, ...made },
  });
}
