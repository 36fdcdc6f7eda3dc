// What a node left on the machine: the processes with its mark, its directory, and the disk it had in there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { loopDevicesOf, mountsBelow } from "../guardian/loop-devices.ts";
import { nodeProcesses } from "../guardian/marked-processes.ts";

export interface Trace {
  readonly id: string;
  readonly directory: string;
}

/** Everything that a killed CLI leaves must be gone by then. */
const CLEAN_UP_BUDGET_MS = 5_000;
const POLL_INTERVAL_MS = 50;

export function leftBehind({ id, directory }: Trace): string[] {
  const processes = nodeProcesses({ id, groups: new Set() }).map(
    (pid) => `process ${pid}: ${commandLineOf(String(pid))}`,
  );
  const disk = [...loopDevicesOf(directory), ...mountsBelow(directory)];
  return [...processes, ...guardiansOf(directory), ...disk, ...(existsSync(directory) ? [directory] : [])];
}

/** What is still there when the budget is over; returns as soon as nothing is. */
export async function leftAfterBudget(trace: Trace): Promise<string[]> {
  const deadline = performance.now() + CLEAN_UP_BUDGET_MS;
  for (;;) {
    const left = leftBehind(trace);
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(POLL_INTERVAL_MS);
  }
}

/** It has no marker, as it must not kill itself; its argument names the node's directory. */
function guardiansOf(directory: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && guardedBy(name) === basename(directory))
    .map((pid) => `guardian ${pid}`);
}

/** What the process guards: the name of a node's directory. Undefined when it is not a guardian. */
export function guardedBy(pid: string): string | undefined {
  const [, program = "", label] = commandLineOf(pid).split("\0");
  return program.endsWith("/guardian-main.js") ? label : undefined;
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}
