// The CPU time, peak memory and disk writes of the broker's Erlang machine, from /proc; `undefined` on systems without /proc.
import { readFile } from "node:fs/promises";
import type { BrokerResources } from "../broker.ts";

/** USER_HZ: 100 on every architecture that Node supports, independent of the kernel's own tick (man 5 proc). */
const TICKS_PER_SECOND = 100;

export const NOTHING_USED: BrokerResources = { cpuSeconds: 0, peakRssBytes: 0, diskBytes: 0 };

export async function processResources(pid: number): Promise<BrokerResources | undefined> {
  try {
    const [stat, status, io] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/status`, "utf8"),
      // Some kernels do not have it, and some refuse it.
      readFile(`/proc/${pid}/io`, "utf8").catch(() => ""),
    ]);
    return { cpuSeconds: cpuSecondsOf(stat), peakRssBytes: peakRssBytesOf(status), diskBytes: diskBytesOf(io) };
  } catch {
    return undefined;
  }
}

/** The total of a restarted node: times are added, of the memory values the larger one counts. */
export function addResources(before: BrokerResources, after: BrokerResources): BrokerResources {
  return {
    cpuSeconds: before.cpuSeconds + after.cpuSeconds,
    peakRssBytes: Math.max(before.peakRssBytes, after.peakRssBytes),
    diskBytes: before.diskBytes === null || after.diskBytes === null ? null : before.diskBytes + after.diskBytes,
  };
}

/** The sum over the nodes of a cluster; `undefined` if no node has any. */
export function totalResources(nodes: readonly (BrokerResources | undefined)[]): BrokerResources | undefined {
  const known = nodes.flatMap((node) => node ?? []);
  if (known.length === 0) return undefined;
  return known.reduce((total, node) => ({
    ...addResources(total, node),
    peakRssBytes: total.peakRssBytes + node.peakRssBytes,
  }));
}

/**
 * `utime` and `stime`, fields 14 and 15; the second field is a name in brackets that may contain spaces and brackets.
 */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** `write_bytes` counts a page when it becomes dirty, not when it reaches the disk (man 5 proc). */
export function diskBytesOf(io: string): number | null {
  const written = /^write_bytes: (\d+)$/m.exec(io)?.[1];
  return written === undefined ? null : Number(written);
}

export function peakRssBytesOf(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
