// Ends a node for good: kills until no process of it is left, its disk goes with them, then removes its directory.
// Run by the CLI when it disposes of a broker, and by the guardian when the CLI is gone.
import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { loopDevicesOf, mountsBelow, untilReleased } from "./loop-devices.ts";
import { killNodeProcesses, nodeProcesses, type NodeMark } from "./marked-processes.ts";

/** Every directory of a node is named so; nothing else is ever removed. */
export const NODE_DIRECTORY_PREFIX = "fairhare-broker-";

/** Between two sweeps: a killed process is gone from `/proc` within this. */
const SWEEP_INTERVAL_MS = 20;
/** A child forked before its parent died, but not yet executed, shows up a moment later: look this often. */
const CLEAN_SWEEPS_WANTED = 3;
/** A process that outlives SIGKILL this long hangs in the kernel (a dead disk): more waiting does not help. */
const KILL_TIMEOUT_MS = 4_000;
/** A disk that is written out first takes a moment longer; its file is removed all the same. */
const DISK_TIMEOUT_MS = 3_000;

export async function endNode(mark: NodeMark, directory: string): Promise<void> {
  if (!basename(directory).startsWith(NODE_DIRECTORY_PREFIX)) throw new Error(`not a node's directory: ${directory}`);
  const survivors = await endProcesses(mark);
  await letGoOfDisk(directory);
  await rm(directory, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  if (survivors.length > 0) throw new Error(`processes ${survivors.join(", ")} of the broker do not die`);
}

/** Never removes files through a mount: throws when one is still there. */
async function letGoOfDisk(directory: string): Promise<void> {
  for (const point of mountsBelow(directory)) attempt("umount", ["-l", point]);
  const mounted = mountsBelow(directory);
  if (mounted.length > 0) throw new Error(`still mounted: ${mounted.join(", ")}`);
  if (await untilReleased(directory, DISK_TIMEOUT_MS)) return;
  for (const device of loopDevicesOf(directory)) attempt("losetup", ["-d", device]);
}

function attempt(tool: string, args: readonly string[]): void {
  try {
    execFileSync(tool, args, { stdio: "ignore", timeout: DISK_TIMEOUT_MS });
  } catch {
    // What it did is looked at, not what it says.
  }
}

/** Returns what is still alive after the timeout: normally nothing. */
export async function endProcesses(mark: NodeMark): Promise<number[]> {
  const deadline = performance.now() + KILL_TIMEOUT_MS;
  for (let clean = 0; clean < CLEAN_SWEEPS_WANTED;) {
    const alive = nodeProcesses(mark);
    if (alive.length > 0 && performance.now() > deadline) return alive;
    clean = alive.length === 0 ? clean + 1 : 0;
    killNodeProcesses(mark);
    await delay(SWEEP_INTERVAL_MS);
  }
  return [];
}
