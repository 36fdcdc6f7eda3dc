// What `doctor` knows about the machine, as numbers. read-facts.ts reads them, the *-findings.ts files judge them.
// Null is unknown: the operating system does not have the file, or does not let this user read it.

export interface MachineFacts {
  readonly nodeVersion: string;
  /** Operating system with its release. */
  readonly system: string;
  readonly processor: string;
  /** Cores that this process may use; the affinity mask is taken into account, a quota of its cgroup is not. */
  readonly cores: number;
  /** All cores of the machine. */
  readonly machineCores: number;
  readonly loadOfLastMinute: number;
  /** Null also if the sample was not possible. */
  readonly cpu: CpuSample | null;
  readonly clock: ClockFacts;
  readonly frequency: FrequencyFacts;
  readonly memory: MemoryFacts;
  readonly cgroup: CgroupLimits;
  readonly limits: ProcessLimits;
  readonly network: NetworkFacts;
  readonly disk: DiskFacts;
}

/** Usage over a short time in which Fairhare itself was idle. */
export interface CpuSample {
  readonly seconds: number;
  /** Share of all cores that was not idle, 0–1; stolen time is not in it. */
  readonly busy: number;
  /** Share of the time in which a core wanted to run and the hypervisor did not let it, 0–1. */
  readonly steal: number;
  /** Share of the time in which a core was idle and a disk request was open, 0–1. */
  readonly ioWait: number;
  /** The busiest other processes, busiest first. */
  readonly busiest: readonly BusyProcess[];
  /** Pages that were read from or written to swap. */
  readonly swappedPages: number;
}

export interface BusyProcess {
  readonly pid: number;
  readonly name: string;
  /** Cores: 1 is one core for the whole sample. */
  readonly cores: number;
}

export interface ClockFacts {
  /** The kernel's name, such as `tsc`. */
  readonly source: string | null;
  readonly available: readonly string[];
  /** Nanoseconds for one read of the monotonic clock. */
  readonly readNs: number;
  /** The smallest difference between two reads that differ, in nanoseconds. */
  readonly resolutionNs: number;
}

export interface FrequencyFacts {
  /** The governor of each core, without repetitions; empty if the kernel does not control the frequency. */
  readonly governors: readonly string[];
  readonly turbo: boolean | null;
}

interface MemoryFacts {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly swapTotalBytes: number | null;
  readonly swapUsedBytes: number | null;
}

/** The strictest limit of this process's control group and of the groups above it; null means unlimited. */
export interface CgroupLimits {
  readonly cores: number | null;
  readonly memoryBytes: number | null;
  readonly processes: number | null;
}

/** Soft limits; null is unknown, Infinity is unlimited. */
interface ProcessLimits {
  readonly openFiles: number | null;
  /** Processes and threads of this user. */
  readonly processes: number | null;
}

export interface NetworkFacts {
  /** First and last port for outgoing connections. */
  readonly portRange: readonly [first: number, last: number] | null;
  /** TCP connections in TIME_WAIT, which still use a port. */
  readonly timeWait: number | null;
  /** Ports of brokers on which a process of this machine listens. */
  readonly brokerPorts: readonly number[];
}

export interface DiskFacts {
  /** The directory in which private brokers keep their data. */
  readonly directory: string;
  /** Null if the directory does not exist. */
  readonly freeBytes: number | null;
  /** The file system is in memory, so a sync costs nothing and proves nothing. */
  readonly isInMemory: boolean;
  /** Null if nothing could be written. */
  readonly sync: SyncCost | null;
}

/** The cost of a write of 4 KiB with fdatasync. */
export interface SyncCost {
  readonly writes: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}
