// Finds the loop devices and mounts of a node's directory. A node's disk is mounted only in the mount namespace of its
// processes, by a loop device with automatic clearing, so that both disappear with the last process; this file checks
// it. Imports only Node's built-in modules, because the guardian runs it.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const SYSTEM_BLOCK = "/sys/block";
/** The kernel unmounts a moment after the last process has ended, and writes dirty data first. */
const RELEASE_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 10;

/** The loop devices, such as `/dev/loop0`, whose backing file is below the directory. */
export function loopDevicesOf(directory: string): string[] {
  return textsOf(SYSTEM_BLOCK, (name) => /^loop\d+$/.test(name), "loop/backing_file")
    .filter(([, file]) => file.startsWith(`${directory}/`))
    .map(([name]) => `/dev/${name}`);
}

/** The mount points below the directory that this process sees; normally none, even if the node has one. */
export function mountsBelow(directory: string): string[] {
  return mountPoints("self").filter((point) => point.startsWith(`${directory}/`));
}

/** Whether this process sees a mount at exactly this path. */
export const seesMount = (pid: number, point: string): boolean => mountPoints(String(pid)).includes(point);

/**
 * False if a device is still in use after the timeout: by a process that hangs in the kernel, or by another program.
 */
export async function untilReleased(directory: string, timeoutMs = RELEASE_TIMEOUT_MS): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (loopDevicesOf(directory).length > 0) {
    if (performance.now() > deadline) return false;
    await delay(POLL_INTERVAL_MS);
  }
  return true;
}

/** Field 5 of each line; a space in a path is written `\040` (man 5 proc). */
function mountPoints(pid: string): string[] {
  return readText(`/proc/${pid}/mountinfo`)
    .split("\n")
    .flatMap((line) => line.split(" ")[4] ?? [])
    .map((point) =>
      point.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    );
}

function textsOf(directory: string, accepts: (name: string) => boolean, file: string): [string, string][] {
  try {
    return readdirSync(directory)
      .filter(accepts)
      .map((name) => [name, readText(`${directory}/${name}/${file}`)]);
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
