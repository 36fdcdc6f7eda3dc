// A pool and its agents in one process, over real connections on loopback.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHostTimers } from "@fairhare/child";
import type { ChildPlan } from "@fairhare/protocol";
import { expect, onTestFinished } from "vitest";
import { type AgentOptions, runAgent } from "../agent/run-agent.ts";
import type { ChildEnd } from "../place.ts";
import { AgentPool, type AgentPoolOptions } from "../pool/agent-pool.ts";
import type { RemoteAgent } from "../pool/remote-agent.ts";
import { FakePlace, type FakeProcess } from "./fake-place.ts";

export const TOKEN = "0123456789abcdef0123456789abcdef";
const VERSION = "1.2.3";

/** Of `expect.poll`: on a busy machine too. */
export const SOON = { timeout: 10_000, interval: 10 };

export interface RunningAgent {
  readonly place: FakePlace;
  readonly notices: string[];
  readonly directory: string;
  readonly stop: () => void;
  /** Rejects with the error of the agent. */
  readonly ended: Promise<void>;
}

export function startAgent(port: number, options: Partial<AgentOptions> = {}): RunningAgent {
  const stopping = new AbortController();
  const place = new FakePlace();
  const notices: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), "places-agent-"));
  const ended = runAgent({
    host: "127.0.0.1",
    port,
    token: TOKEN,
    name: "test-host",
    isOnce: true,
    waitMs: 10_000,
    version: VERSION,
    signal: stopping.signal,
    startGuard: async () => ({
      environment: {},
      directory,
      async [Symbol.asyncDispose]() {
        rmSync(directory, { recursive: true, force: true });
      },
    }),
    onNotice: (sentence) => notices.push(sentence),
    openPlace: () => place,
    ...options,
  });
  onTestFinished(async () => {
    stopping.abort();
    await ended.catch(() => undefined);
  });
  return { place, notices, directory, stop: () => stopping.abort(), ended };
}

export interface OpenedPool {
  readonly pool: AgentPool;
  readonly agents: readonly RunningAgent[];
  readonly notices: string[];
  /** The first agent as the pool sees it. */
  readonly remote: RemoteAgent;
}

/** Resolves when all agents have joined. */
export async function openPool(
  options: Partial<AgentPoolOptions> = {},
  agentOptions: Partial<AgentOptions> = {},
): Promise<OpenedPool> {
  const agents: RunningAgent[] = [];
  const notices: string[] = [];
  const count = options.count ?? 1;
  const pool = await AgentPool.listen({
    address: "127.0.0.1",
    port: 0,
    token: TOKEN,
    count,
    joinTimeoutMs: 10_000,
    agentTimeoutMs: 10_000,
    version: VERSION,
    clock: createHostTimers(),
    signal: new AbortController().signal,
    onNotice: (sentence) => notices.push(sentence),
    onListening: ({ port }) => {
      for (let number = 0; number < count; number++) agents.push(startAgent(port, agentOptions));
    },
    ...options,
  });
  onTestFinished(() => pool[Symbol.asyncDispose]());
  const [remote] = pool.agents;
  if (remote === undefined) throw new Error("no agent has joined");
  return { pool, agents, notices, remote };
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "places-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Only the fields that matter on the way. */
const planWith = (shardFile: string): ChildPlan =>
  ({ role: "worker", process: 1, incarnation: 1, slots: [1], shardFile }) as unknown as ChildPlan;

/** The process of the first agent, when its plan has arrived. */
export async function configured({ agents }: Pick<OpenedPool, "agents">): Promise<FakeProcess> {
  await expect.poll(() => agents[0]?.place.processes[0]?.received.length, SOON).toBeGreaterThan(0);
  const child = agents[0]?.place.processes[0];
  if (child === undefined) throw new Error("nothing was launched");
  return child;
}

/** Starts a process on the agent and configures it. */
export function launchOn(remote: RemoteAgent, shardFile: string) {
  const messages: string[] = [];
  const ends: ChildEnd[] = [];
  const launched = remote.launch("worker", {
    onMessage: ({ type }) => messages.push(type),
    onEnd: (end) => ends.push(end),
  });
  launched.send({ type: "configure", plan: planWith(shardFile) });
  return { launched, messages, ends };
}
