// A process that opened a broker and is killed before it can clean up leaves nothing behind.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { canPowerCut } from "../local/disk/power-cut-ability.ts";
import { installedServer } from "../testing/installed-server.ts";
import { guardedBy, leftAfterBudget, leftBehind, type Trace } from "../testing/left-behind.ts";
import { openedTrace, startOpener } from "../testing/opener.ts";
import { NODE_DIRECTORY_PREFIX } from "./end-node.ts";
import { NODE_MARKER, nodeProcesses } from "./marked-processes.ts";

describe.skipIf(!installedServer)("a process that opened a local broker", () => {
  test("killed with SIGKILL while the broker runs, it leaves no process and no directory", async () => {
    const opener = startOpener(process.env);
    const trace = await openedTrace(opener);
    opener.kill("SIGKILL");
    expect(await leftAfterBudget(trace)).toEqual([]);
  });

  test("after SIGTERM, it stops and disposes of the broker before it ends", async () => {
    const opener = startOpener(process.env);
    const trace = await openedTrace(opener);
    const exited = once(opener, "exit");
    opener.kill("SIGTERM");
    // Exit code 13 would mean that the event loop became empty during the clean-up.
    expect(await exited).toEqual([0, null]);
    expect(leftBehind(trace)).toEqual([]);
  });

  test("killed with SIGKILL while the broker starts, it leaves no process and no directory", async () => {
    const opener = startOpener(process.env);
    // At least epmd, the start script and Erlang: the broker is starting. It is ready only seconds later.
    await expect.poll(() => processesOf(opener).length, { timeout: 10_000, interval: 20 }).toBeGreaterThanOrEqual(3);
    const trace = traceOf(opener.pid);
    if (!trace) throw new Error("the node has no guardian");
    opener.kill("SIGKILL");
    expect(await leftAfterBudget(trace)).toEqual([]);
  });
});

const powerCut = canPowerCut();
if (powerCut.reason !== null) process.stderr.write(`killed-cli, power cut: skipped. ${powerCut.reason}\n`);

describe.skipIf(!installedServer || !powerCut.isAvailable)("a process that cuts its broker's power", () => {
  // During the cut, and during the next start, when the disk is mounted again.
  test.each([20, 400])("killed with SIGKILL %d ms into it, it leaves no process, mount or device", async (delayMs) => {
    const opener = startOpener(process.env, ["power-cut"]);
    const trace = await openedTrace(opener);
    expect(leftBehind(trace).filter((line) => line.startsWith("/dev/loop"))).toHaveLength(1);
    const began = opener.stdout && once(opener.stdout, "data");
    opener.kill("SIGUSR2");
    await began;
    await delay(delayMs);
    opener.kill("SIGKILL");
    expect(await leftAfterBudget(trace)).toEqual([]);
  });
});

function processesOf(opener: ChildProcess): number[] {
  const trace = traceOf(opener.pid);
  return trace ? nodeProcesses({ id: trace.id, groups: new Set() }) : [];
}

/**
 * The node whose guardian is a child of `parent`, found by the guardian's label and the marker of the node's processes.
 */
function traceOf(parent: number | undefined): Trace | undefined {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const label = pids
    .filter((pid) => textOf(pid, "status").includes(`PPid:\t${parent}\n`))
    .map(guardedBy)
    .find(Boolean);
  if (label === undefined) return undefined;
  const shortId = label.slice(NODE_DIRECTORY_PREFIX.length);
  const marked = new RegExp(`${NODE_MARKER}=(${shortId}[0-9a-f]*)`);
  const id = pids.map((pid) => marked.exec(textOf(pid, "environ"))?.[1]).find(Boolean);
  return id === undefined ? undefined : { id, directory: join(tmpdir(), label) };
}

function textOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    // The process has ended meanwhile.
    return "";
  }
}
