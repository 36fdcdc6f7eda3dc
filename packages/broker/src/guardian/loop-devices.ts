// The loop devices that hold files of a node's directory, and the mounts in it. Only built-ins: the guardian runs this
// alone. A node's disk is mounted in the mount namespace of its processes and nowhere else, by a loop device that
// clears itself, so both go with the last process; this sees to it that they have.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const SYSTEM_BLOCK = "/sys/block";
/** The kernel unmounts a moment after the last process is gone, and writes what is dirty first. */
const RELEASE_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 10;

/** `/dev/loop0`, for every one that is backed by a file below the directory. */
export function loopDevicesOf(directory: string): string[] {
  return textsOf(SYSTEM_BLOCK, (name) => /^loop\d+$/.test(name), "loop/backing_file")
    .filter(([, file]) => file.startsWith(`${directory}/`))
    .map(([name]) => `/dev/${name}`);
}

/** The mount points below the directory that this process sees: normally none, whatever the node has. */
export function mountsBelow(directory: string): string[] {
  return mountPoints("self").filter((point) => point.startsWith(`${directory}/`));
}

/** Whether that process sees a mount at exactly this place. */
export const seesMount = (pid: number, point: string): boolean => mountPoints(String(pid)).includes(point);

/** False when a device is still held after the timeout: by a process that hangs in the kernel, or by a stranger. */
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
