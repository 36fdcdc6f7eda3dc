// What the broker's Erlang machine has used, from /proc. Nothing where there is no /proc.
import { readFile } from "node:fs/promises";
import type { BrokerResources } from "../broker.ts";

/** USER_HZ: 100 on every architecture Node runs on, whatever the kernel's own tick is (man 5 proc). */
const TICKS_PER_SECOND = 100;

export const NOTHING_USED: BrokerResources = { cpuSeconds: 0, peakRssBytes: 0 };

export async function processResources(pid: number): Promise<BrokerResources | undefined> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/status`, "utf8"),
    ]);
    return { cpuSeconds: cpuSecondsOf(stat), peakRssBytes: peakRssBytesOf(status) };
  } catch {
    return undefined;
  }
}

/** Of a node that was restarted: time adds up, memory does not. */
export function addResources(before: BrokerResources, after: BrokerResources): BrokerResources {
  return {
    cpuSeconds: before.cpuSeconds + after.cpuSeconds,
    peakRssBytes: Math.max(before.peakRssBytes, after.peakRssBytes),
  };
}

/** `utime` and `stime`, fields 14 and 15; the second field is a name in brackets that may hold spaces and brackets. */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export function peakRssBytesOf(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
