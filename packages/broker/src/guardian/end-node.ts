// Removes a node: kills its processes until none is left, releases its disk, and removes its directory. The command
// line runs it when it disposes of a broker; the guardian runs it when the command line was killed.
import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { loopDevicesOf, mountsBelow, untilReleased } from "./loop-devices.ts";
import { killNodeProcesses, nodeProcesses, type NodeMark } from "./marked-processes.ts";

/** The directory of every node begins with this prefix; no other directory is ever removed. */
export const NODE_DIRECTORY_PREFIX = "fairhare-broker-";

/** Between two sweeps: a killed process disappears from `/proc` within this time. */
const SWEEP_INTERVAL_MS = 20;
/**
 * A child that was forked just before its parent was killed may appear a moment later, so several sweeps must find
 * nothing.
 */
const CLEAN_SWEEPS_WANTED = 3;
/**
 * A process that survives SIGKILL for this long hangs in the kernel (a broken disk), so a longer wait would not help.
 */
const KILL_TIMEOUT_MS = 4_000;
/** The kernel may first write dirty data to the disk; afterwards its file is removed in any case. */
const DISK_TIMEOUT_MS = 3_000;

export async function endNode(mark: NodeMark, directory: string): Promise<void> {
  if (!basename(directory).startsWith(NODE_DIRECTORY_PREFIX))
    throw new Error(`${directory} is not the directory of a broker node`);
  const survivors = await endProcesses(mark);
  await releaseDisk(directory);
  await rm(directory, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  if (survivors.length > 0)
    throw new Error(`processes ${survivors.join(", ")} of the broker did not end after SIGKILL`);
}

/** Throws if a file system is still mounted, so that no files are removed through a mount. */
async function releaseDisk(directory: string): Promise<void> {
  for (const point of mountsBelow(directory)) attempt("umount", ["-l", point]);
  const mounted = mountsBelow(directory);
  if (mounted.length > 0) throw new Error(`file systems are still mounted: ${mounted.join(", ")}`);
  if (await untilReleased(directory, DISK_TIMEOUT_MS)) return;
  for (const device of loopDevicesOf(directory)) attempt("losetup", ["-d", device]);
}

function attempt(tool: string, args: readonly string[]): void {
  try {
    execFileSync(tool, args, { stdio: "ignore", timeout: DISK_TIMEOUT_MS });
  } catch {
    // The caller checks the effect, not the exit code.
  }
}

/** Returns the processes that are still alive after the timeout; normally none. */
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
