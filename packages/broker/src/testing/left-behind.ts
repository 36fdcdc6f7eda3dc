// Finds everything that a node has left on the machine: processes with its marker, guardians, its directory and its
// disk.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { loopDevicesOf, mountsBelow } from "../guardian/loop-devices.ts";
import { nodeProcesses } from "../guardian/marked-processes.ts";

export interface Trace {
  readonly id: string;
  readonly directory: string;
}

/** Everything that a killed command line leaves must be removed within this time. */
const CLEAN_UP_BUDGET_MS = 5_000;
const POLL_INTERVAL_MS = 50;

export function leftBehind({ id, directory }: Trace): string[] {
  const processes = nodeProcesses({ id, groups: new Set() }).map(
    (pid) => `process ${pid}: ${commandLineOf(String(pid))}`,
  );
  const disk = [...loopDevicesOf(directory), ...mountsBelow(directory)];
  return [...processes, ...guardiansOf(directory), ...disk, ...(existsSync(directory) ? [directory] : [])];
}

/** Waits until nothing is left; returns what is left when the time is over. */
export async function leftAfterBudget(trace: Trace): Promise<string[]> {
  const deadline = performance.now() + CLEAN_UP_BUDGET_MS;
  for (;;) {
    const left = leftBehind(trace);
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(POLL_INTERVAL_MS);
  }
}

/** A guardian has no marker, because it must not kill itself; its argument names the directory of the node. */
function guardiansOf(directory: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && guardedBy(name) === basename(directory))
    .map((pid) => `guardian ${pid}`);
}

/** The name of the directory that the process guards; `undefined` if the process is not a guardian. */
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
