// Samples the CPU for about a second: how busy other processes are, and which ones. Fairhare must be idle meanwhile.
import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { BusyProcess, CpuSample } from "./facts.ts";
import { type CpuTicks, cpuTicks } from "@fairhare/core";
import { processTicks, swappedPages } from "./proc-text.ts";
import { type ReadText, readSystemFile } from "./read-text.ts";

/** Long enough for 100 ticks of each core. */
const SAMPLE_MS = 1_000;
/** USER_HZ, in which /proc counts, is 100 on every architecture that Node.js supports. */
const TICKS_PER_SECOND = 100;
/** Cores; a process below does not disturb a run. */
const NOTABLE_CORES = 0.05;
const LISTED_PROCESSES = 3;

export interface SamplePorts {
  readonly read: ReadText;
  /** The ids of all processes. */
  readonly listPids: () => readonly number[];
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly ownPid: number;
}

export const systemPorts = (signal: AbortSignal): SamplePorts => ({
  read: readSystemFile,
  listPids: listProcesses,
  wait: (milliseconds) => delay(milliseconds, undefined, { signal }),
  ownPid: process.pid,
});

/** Null on a system without /proc/stat. Rejects only if `wait` rejects. */
export async function sampleCpu({ read, listPids, wait, ownPid }: SamplePorts): Promise<CpuSample | null> {
  const before = cpuTicks(read("/proc/stat"));
  if (before === null) return null;
  const swappedBefore = swappedPages(read("/proc/vmstat"));
  const ticksBefore = new Map(listPids().map((pid) => [pid, processTicks(read(`/proc/${pid}/stat`))?.ticks]));
  await wait(SAMPLE_MS);
  const after = cpuTicks(read("/proc/stat"));
  if (after === null) return null;
  const swapped = swappedPages(read("/proc/vmstat")) - swappedBefore;
  const busiest = listPids().flatMap((pid): BusyProcess[] => {
    const now = processTicks(read(`/proc/${pid}/stat`));
    if (now === null || pid === ownPid) return [];
    // A process that started meanwhile has used all its ticks meanwhile.
    const cores = ((now.ticks - (ticksBefore.get(pid) ?? 0)) / TICKS_PER_SECOND / SAMPLE_MS) * 1_000;
    return cores >= NOTABLE_CORES ? [{ pid, name: now.name, cores }] : [];
  });
  return {
    seconds: SAMPLE_MS / 1_000,
    ...shares(before, after),
    busiest: busiest.toSorted((one, other) => other.cores - one.cores).slice(0, LISTED_PROCESSES),
    swappedPages: swapped,
  };
}

function shares(before: CpuTicks, after: CpuTicks): Pick<CpuSample, "busy" | "steal" | "ioWait"> {
  const [busy, idle, ioWait, steal] = [
    after.busy - before.busy,
    after.idle - before.idle,
    after.ioWait - before.ioWait,
    after.steal - before.steal,
  ];
  const total = Math.max(1, busy + idle + ioWait + steal);
  return { busy: busy / total, steal: steal / total, ioWait: ioWait / total };
}

function listProcesses(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid));
  } catch {
    return [];
  }
}
