// Starts a process that opens a private broker, so that a test can kill the process and check what it leaves behind.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { BrokerNeed } from "../broker.ts";
import type { Trace } from "./left-behind.ts";

const PROGRAM = fileURLToPath(new URL("open-and-wait.mjs", import.meta.url));

export function startOpener(
  env: NodeJS.ProcessEnv,
  needs: readonly (BrokerNeed | `nodes=${number}`)[] = [],
): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, ...needs], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Resolves with the trace of the broker when the process has opened it. */
export async function openedTrace(opener: ChildProcess): Promise<Trace> {
  if (!opener.stdout) throw new Error("the opener has no output");
  for await (const line of createInterface({ input: opener.stdout })) {
    const { pids, dataDir } = JSON.parse(line) as { pids: number[]; dataDir: string };
    const environment = readFileSync(`/proc/${pids[0]}/environ`, "latin1");
    const id = /FAIRHARE_NODE_ID=([0-9a-f]+)/.exec(environment)?.[1];
    if (id) return { id, directory: dirname(dataDir) };
  }
  throw new Error("the opener ended without a broker");
}
