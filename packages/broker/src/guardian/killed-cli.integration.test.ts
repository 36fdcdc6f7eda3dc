// What is left when the process that opened a broker dies without a chance to clean up: nothing.
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
  test("killed with SIGKILL while the broker serves, it leaves no process and no directory", async () => {
    const opener = startOpener(process.env);
    const trace = await openedTrace(opener);
    opener.kill("SIGKILL");
    expect(await leftAfterBudget(trace)).toEqual([]);
  });

  test("asked to end, it stops and disposes of the broker, and only then ends", async () => {
    const opener = startOpener(process.env);
    const trace = await openedTrace(opener);
    const exited = once(opener, "exit");
    opener.kill("SIGTERM");
    // 13 would be: nothing left to wait for in the middle of the clean-up.
    expect(await exited).toEqual([0, null]);
    expect(leftBehind(trace)).toEqual([]);
  });

  test("killed with SIGKILL while the broker boots, likewise", async () => {
    const opener = startOpener(process.env);
    // Epmd, the start script and Erlang at least: it boots. It serves only seconds later.
    await expect.poll(() => processesOf(opener).length, { timeout: 10_000, interval: 20 }).toBeGreaterThanOrEqual(3);
    const trace = traceOf(opener.pid);
    if (!trace) throw new Error("nobody guards the node");
    opener.kill("SIGKILL");
    expect(await leftAfterBudget(trace)).toEqual([]);
  });
});

const powerCut = canPowerCut();
if (powerCut.reason !== null) process.stderr.write(`killed in a power cut: skipped, since ${powerCut.reason}\n`);

describe.skipIf(!installedServer || !powerCut.isAvailable)("a process that cuts its broker's power", () => {
  // In the cut itself, and in the boot after it, when the disk is mounted again.
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

/** The node that a child of `parent` guards, by that guardian's label and the mark of the node's processes. */
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
    // It ended while we looked.
    return "";
  }
}
