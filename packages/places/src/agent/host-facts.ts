// What an agent tells about its host when it joins.
import { readFileSync } from "node:fs";
import { arch, availableParallelism, hostname, platform, totalmem } from "node:os";
import type { AgentFacts } from "../transport/messages.ts";

/** `name`: instead of the host name. */
export function hostFacts(name: string | undefined): AgentFacts {
  return {
    name: name ?? hostname(),
    // Whole cores, because `--spread fill` places one process on each.
    cores: wholeCores(Math.min(availableParallelism(), coreQuota())),
    // A limit of the container; Node answers with 0 or a huge number when there is none.
    memoryBytes: Math.min(totalmem(), process.constrainedMemory() || Infinity),
    platform: `${platform()} ${arch()}`,
    nodeVersion: process.versions.node,
    bootId: textOf("/proc/sys/kernel/random/boot_id"),
  };
}

/** Of a container with a limit such as 0.5 or 1.5 cores. */
export const wholeCores = (cores: number): number => Math.max(1, Math.floor(cores));

/** The CPU limit of the container, in cores; Infinity without one. See cgroup-v2.rst, cpu.max. */
function coreQuota(): number {
  const [quota = "max", period = ""] = (textOf("/sys/fs/cgroup/cpu.max") ?? "").split(" ");
  const cores = Number(quota) / Number(period);
  return cores > 0 ? cores : Infinity;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}
