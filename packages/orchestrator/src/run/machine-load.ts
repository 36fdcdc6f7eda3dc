// How busy the machine was during a measurement, from /proc/stat. Which part was of other programs is decided when the run is
// checked, because only its history shows the CPU time of the fleet.
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { cpuTicks } from "@fairhare/core";
import type { MachineLoad } from "@fairhare/store";
import type { Host, MachineCpu } from "../fleet/host.ts";

/** USER_HZ, in which /proc counts, is 100 on every architecture that Node.js supports. */
const TICKS_PER_SECOND = 100;

/** Null on a system without /proc/stat. */
export function machineCpu(): MachineCpu | null {
  const ticks = cpuTicks(procStat());
  if (ticks === null) return null;
  const { user, system } = process.cpuUsage();
  return {
    cores: cpus().length || availableParallelism(),
    busySeconds: ticks.busy / TICKS_PER_SECOND,
    stealSeconds: ticks.steal / TICKS_PER_SECOND,
    ownSeconds: (user + system) / 1e6,
  };
}

function procStat(): string | undefined {
  try {
    return readFileSync("/proc/stat", "utf8");
  } catch {
    return undefined;
  }
}

/** Begins now; the result ends with the call, and is undefined if the machine does not say. */
export function beginMachineLoad({
  clock,
  machineCpu: read,
}: Pick<Host, "clock" | "machineCpu">): () => MachineLoad | undefined {
  const [before, beganAt] = [read?.() ?? null, clock.now()];
  return () => {
    const after = read?.() ?? null;
    if (before === null || after === null) return undefined;
    return {
      cores: after.cores,
      seconds: (clock.now() - beganAt) / 1e9,
      busySeconds: Math.max(0, after.busySeconds - before.busySeconds),
      stealSeconds: Math.max(0, after.stealSeconds - before.stealSeconds),
      ownSeconds: Math.max(0, after.ownSeconds - before.ownSeconds),
    };
  };
}
