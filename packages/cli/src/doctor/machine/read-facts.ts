// Reads and measures the facts about this machine, in about two seconds.
import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, loadavg, platform, release, tmpdir, totalmem } from "node:os";
import { cgroupLimits } from "./cgroup.ts";
import type { DiskFacts, FrequencyFacts, MachineFacts, NetworkFacts } from "./facts.ts";
import { measureClock } from "./measure-clock.ts";
import { measureSync } from "./measure-sync.ts";
import { listeningPorts, memoryRow, portRange, softLimit, timeWaitSockets } from "./proc-text.ts";
import { type ReadText, readSystemFile, readWord } from "./read-text.ts";
import { sampleCpu, systemPorts } from "./sample-cpu.ts";

/** Of statfs (man 2 statfs): file systems in memory. */
const TMPFS_MAGIC = 0x01_02_19_94;
const RAMFS_MAGIC = 0x85_84_58_f6;
/** AMQP, AMQP with TLS, and the distribution of Erlang between nodes. */
const BROKER_PORTS = [5_672, 5_671, 25_672];

/** Rejects only when the signal aborts. */
export async function readMachineFacts(signal: AbortSignal, read: ReadText = readSystemFile): Promise<MachineFacts> {
  // First: everything after it uses the CPU itself.
  const cpu = await sampleCpu({ ...systemPorts(signal), read });
  const meminfo = read("/proc/meminfo");
  const limits = read("/proc/self/limits");
  const swapTotalBytes = memoryRow(meminfo, "SwapTotal");
  const swapFreeBytes = memoryRow(meminfo, "SwapFree");
  return {
    nodeVersion: process.versions.node,
    system: `${platform()} ${release()}`,
    processor: cpus()[0]?.model.trim() || "unknown processor",
    cores: availableParallelism(),
    machineCores: Math.max(cpus().length, 1),
    loadOfLastMinute: loadavg()[0] ?? 0,
    cpu,
    clock: { ...clockSource(read), ...measureClock() },
    frequency: readFrequency(read, cpus().length),
    memory: {
      totalBytes: totalmem(),
      availableBytes: freemem(),
      swapTotalBytes,
      swapUsedBytes: swapTotalBytes === null || swapFreeBytes === null ? null : swapTotalBytes - swapFreeBytes,
    },
    cgroup: cgroupLimits(read),
    limits: { openFiles: softLimit(limits, "Max open files"), processes: softLimit(limits, "Max processes") },
    network: readNetwork(read),
    disk: await readDisk(tmpdir()),
  };
}

const CLOCK_SOURCE = "/sys/devices/system/clocksource/clocksource0";

function clockSource(read: ReadText): Pick<MachineFacts["clock"], "source" | "available"> {
  return {
    source: readWord(read, `${CLOCK_SOURCE}/current_clocksource`) ?? null,
    available: readWord(read, `${CLOCK_SOURCE}/available_clocksource`)?.split(/\s+/) ?? [],
  };
}

const PROCESSORS = "/sys/devices/system/cpu";

export function readFrequency(read: ReadText, cores: number): FrequencyFacts {
  const governors = Array.from({ length: cores }, (_, core) =>
    readWord(read, `${PROCESSORS}/cpu${core}/cpufreq/scaling_governor`),
  ).filter((governor) => governor !== undefined);
  // The driver of Intel says whether turbo is off, the others whether it is on.
  const noTurbo = readWord(read, `${PROCESSORS}/intel_pstate/no_turbo`);
  const boost = readWord(read, `${PROCESSORS}/cpufreq/boost`);
  const turbo = noTurbo === undefined ? (boost === undefined ? null : boost === "1") : noTurbo === "0";
  return { governors: [...new Set(governors)].toSorted(), turbo };
}

function readNetwork(read: ReadText): NetworkFacts {
  const listening = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => listeningPorts(read(path))));
  return {
    portRange: portRange(read("/proc/sys/net/ipv4/ip_local_port_range")),
    timeWait: timeWaitSockets(read("/proc/net/sockstat")),
    brokerPorts: BROKER_PORTS.filter((port) => listening.has(port)),
  };
}

async function readDisk(directory: string): Promise<DiskFacts> {
  const system = await statfs(directory).catch(() => undefined);
  return {
    directory,
    freeBytes: system === undefined ? null : system.bavail * system.bsize,
    isInMemory: system?.type === TMPFS_MAGIC || system?.type === RAMFS_MAGIC,
    sync: await measureSync(directory),
  };
}
