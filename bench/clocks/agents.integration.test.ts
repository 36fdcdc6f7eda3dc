// Real agents whose clocks are hours apart and drift: what their comparisons say about the clocks, over the real transport.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { checkRun } from "@fairhare/checker";
import { createHostTimers, openShardFile, ShardWriter } from "@fairhare/child";
import { ClockWatch, packageVersion, RunLog } from "@fairhare/orchestrator/testing";
import { AgentPool, readToken, writeNewToken } from "@fairhare/places";
import { EventKind, PhaseCode, Role, type ShardHeader } from "@fairhare/protocol";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DRIFT, hoursBack, inNamespace, isSkipped } from "./time-namespace.ts";

const PROGRAM = fileURLToPath(new URL("../../packages/cli/bin/fairhare.mjs", import.meta.url));
const WATCHED_MS = 5_000;

const openShard = (path: string, header: ShardHeader): ShardWriter => new ShardWriter(openShardFile(path), header);

/** By the name of the agent. */
const CLOCKS = {
  ahead: { seconds: 3 * 3_600, ppm: 100 },
  behind: { seconds: hoursBack(), ppm: -100 },
} as const;

describe.skipIf(isSkipped("the test of two agents whose clocks are hours apart"))(
  "two agents whose clocks are hours apart",
  () => {
    let directory = "";
    const agents: ChildProcess[] = [];
    beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), "fairhare-agents-"))));
    afterAll(() => {
      for (const agent of agents) agent.kill("SIGKILL");
      rmSync(directory, { recursive: true });
    });

    const startAgent = (name: keyof typeof CLOCKS, port: number, tokenFile: string): void => {
      const { seconds, ppm } = CLOCKS[name];
      const serve = ["agent", "--join", `127.0.0.1:${port}`, "--token-file", tokenFile, "--name", name, "--once"];
      const words = [...inNamespace(seconds), process.execPath, PROGRAM, ...serve];
      const env = { ...process.env, NODE_OPTIONS: `--import=${DRIFT}`, CLOCK_DRIFT_PPM: String(ppm) };
      agents.push(spawn("unshare", words, { env, stdio: "ignore" }));
    };

    it("have a known offset and drift, within the stated error", async () => {
      const clock = createHostTimers();
      const tokenFile = join(directory, "token");
      writeNewToken(tokenFile);
      const names = Object.keys(CLOCKS) as (keyof typeof CLOCKS)[];
      await using pool = await AgentPool.listen({
        address: "127.0.0.1",
        port: 0,
        token: readToken(tokenFile),
        count: names.length,
        joinTimeoutMs: 60_000,
        agentTimeoutMs: 10_000,
        version: packageVersion(),
        clock,
        signal: new AbortController().signal,
        onNotice: () => undefined,
        onListening: ({ port }) => {
          for (const name of names) startAgent(name, port, tokenFile);
        },
      });
      const shard = join(directory, "orchestrator-1.1.shard");
      {
        using log = new RunLog(shard, { clock, pid: process.pid, openShard });
        log.phase(PhaseCode.starting);
        const watch = await ClockWatch.begin(() => pool.agents, log, clock);
        for (const { number } of pool.agents)
          log.record(EventKind.spawned, { slot: number, task: 1, detail: 1, flags: Role.worker, tag: number });
        log.phase(PhaseCode.publishing);
        await pause(WATCHED_MS);
        await watch[Symbol.asyncDispose]();
        log.phase(PhaseCode.ended);
      }
      const shards = [{ name: "orchestrator-1.1.shard", bytes: new Uint8Array(readFileSync(shard)) }];
      const settings = { ...BASE_SETTINGS, workers: 2 };
      const { clocks } = checkRun({ settings, run: 1, shards, directory: null, brokerVersion: "4.0.5" }).result;
      expect(clocks).toHaveLength(2);
      for (const { number, name, clockOffset } of pool.agents) {
        const { seconds, ppm } = CLOCKS[name as keyof typeof CLOCKS];
        const found = clocks.find(({ agent }) => agent === number);
        const bound = found?.errorBoundMs ?? Infinity;
        // The clock of the namespace is (clock + seconds) · (1 + ppm), and all but `offsetMs` of that is subtracted.
        const now = clock.now();
        const truth = (now + seconds * 1e9) * (1 + ppm / 1e6) - now;
        const sinceStart = (WATCHED_MS + 2_000) / 1e3;
        const drifted = Math.abs(ppm) * sinceStart * 1e-3;
        expect(Math.abs((truth - clockOffset) / 1e6 - (found?.offsetMs ?? Infinity))).toBeLessThan(bound + drifted);
        expect(Math.abs((found?.driftPpm ?? Infinity) - ppm)).toBeLessThan(100);
        expect(bound).toBeLessThan(10);
        expect(found?.steady).toBe(true);
      }
    });
  },
);
