// Checks that the temporary directory has room for private nodes: before they start, and while they boot.
import { statSync } from "node:fs";
import { readFile, statfs } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { formatBytes } from "@fairhare/core";
import { BrokerStartError } from "../../broker-errors.ts";
import { BootError } from "../../probe-until-ready.ts";
import type { BrokerNeed } from "../../broker.ts";

/** `disk_free_limit.absolute` of a private node. */
export const FREE_LIMIT_BYTES = 50e6;
/** Data and log of a node that has started: 0.4 MB with RabbitMQ 3.10 to 4.3, and room for its first messages. */
const NODE_BYTES = 5e6;
/** The metadata of the file system of a node for power cuts: 68 MB after mkfs. */
const IMAGE_BYTES = 70e6;
/** Long enough to cost nothing beside the start of a server. */
const WATCH_INTERVAL_MS = 500;

/** As Erlang and the system's libraries write it. */
const NO_SPACE = /\benospc\b|no space left on device/i;

export const FREE_SOME_SPACE = "Free some space there, or set TMPDIR to a directory on another disk.";

export const saysNoSpace = (text: string): boolean => NO_SPACE.test(text);

export interface PlannedNodes {
  readonly nodes: number;
  readonly needs: readonly BrokerNeed[];
}

/** Throws BROKER_START_FAILED if the nodes cannot work with the free space of the directory. */
export async function refuseFullDisk(directory: string, planned: PlannedNodes, space = freeSpace): Promise<void> {
  const free = await space(directory);
  const problem = free === undefined ? undefined : shortage(free, planned);
  if (problem === undefined) return;
  throw new BrokerStartError(
    `The local broker was not started: ${directory}, the directory for its data, ${problem}. ${FREE_SOME_SPACE}`,
  );
}

function shortage({ bytes, files }: FreeSpace, { nodes, needs }: PlannedNodes): string | undefined {
  const needed = FREE_LIMIT_BYTES + nodes * (NODE_BYTES + (needs.includes("power-cut") ? IMAGE_BYTES : 0));
  if (bytes < needed)
    return `has ${formatBytes(bytes)} of free space, and ${formatBytes(needed)} are needed (RabbitMQ blocks all publishers below ${formatBytes(FREE_LIMIT_BYTES)})`;
  return files === 0 ? "has no free inodes, so no file can be created in it" : undefined;
}

/** The disk of a starting node is full. */
export class FullDiskError extends BootError {}

/**
 * Create it before the server starts: a log may contain the lines of earlier starts. The function rejects with
 * FullDiskError when the directory has no free space, or the files say so; or when the signal aborts. It never resolves.
 * A full disk may have no room for the line that says so.
 */
export function watchDisk(
  directory: string,
  files: readonly string[],
  { intervalMs = WATCH_INTERVAL_MS, space = freeSpace } = {},
): (signal: AbortSignal) => Promise<never> {
  const earlier = files.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  return async (signal) => {
    for (;;) {
      await delay(intervalMs, undefined, { signal });
      const news = await Promise.all(files.map((path, index) => textAfter(path, earlier[index] ?? 0)));
      if (news.some(saysNoSpace) || (await space(directory))?.bytes === 0)
        throw new FullDiskError("no space is left on its disk");
    }
  };
}

interface FreeSpace {
  /** For users other than root. */
  readonly bytes: number;
  /** Inodes; `undefined` on a file system without a limit. */
  readonly files: number | undefined;
}

/** `undefined` if the directory cannot be examined. */
export async function freeSpace(directory: string): Promise<FreeSpace | undefined> {
  const system = await statfs(directory).catch(() => undefined);
  if (system === undefined) return undefined;
  return { bytes: system.bavail * system.bsize, files: system.files === 0 ? undefined : system.ffree };
}

const textAfter = (path: string, bytes: number): Promise<string> =>
  readFile(path).then(
    (content) => content.toString("utf8", bytes),
    () => "",
  );
