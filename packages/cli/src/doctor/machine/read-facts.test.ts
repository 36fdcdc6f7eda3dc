/// <reference lib="esnext.disposable" />
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cgroupLimits } from "./cgroup.ts";
import { measureClock } from "./measure-clock.ts";
import { measureSync, syncCost } from "./measure-sync.ts";
import { listeningPorts, memoryRow, portRange, processTicks, softLimit, timeWaitSockets } from "./proc-text.ts";
import { readFrequency, readMachineFacts } from "./read-facts.ts";
import type { ReadText } from "./read-text.ts";
import { sampleCpu } from "./sample-cpu.ts";

const reading =
  (files: Readonly<Record<string, string>>): ReadText =>
  (path) =>
    files[path];

describe("files of the kernel", () => {
  it("limits: a number, unlimited, and a row that is missing", () => {
    const limits =
      "Max processes             96365    96365    processes \nMax open files            unlimited unlimited files \n";
    expect(softLimit(limits, "Max processes")).toBe(96_365);
    expect(softLimit(limits, "Max open files")).toBe(Infinity);
    expect(softLimit(limits, "Max nothing")).toBeNull();
    expect(softLimit(undefined, "Max processes")).toBeNull();
  });

  it("memory, ports and sockets", () => {
    expect(memoryRow("MemTotal:  10 kB\nSwapTotal:       4 kB\n", "SwapTotal")).toBe(4_096);
    expect(portRange("32768\t60999\n")).toEqual([32_768, 60_999]);
    expect(timeWaitSockets("sockets: used 64\nTCP: inuse 6 orphan 0 tw 22 alloc 8 mem 0\n")).toBe(22);
    expect([memoryRow(undefined, "SwapTotal"), portRange(""), timeWaitSockets("")]).toEqual([null, null, null]);
  });

  it("only listening sockets count", () => {
    const tcp = `  sl  local_address rem_address   st tx_queue
   0: 0100007F:1628 00000000:0000 0A 00000000:00000000 00:00000000
   1: 0100007F:1629 0100007F:C350 01 00000000:00000000 00:00000000`;
    const tcp6 = "   0: 00000000000000000000000000000000:6448 00000000000000000000000000000000:0000 0A 00000000:0";
    expect(listeningPorts(tcp)).toEqual([5_672]);
    expect(listeningPorts(tcp6)).toEqual([25_672]);
    expect(listeningPorts(undefined)).toEqual([]);
  });

  it("a process name may contain spaces and parentheses", () => {
    const stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 3057 0 0 0 250 50 0 0 20 0 11 0 100 1 1";
    expect(processTicks(stat)).toEqual({ name: "a) b (c", ticks: 300 });
    expect(processTicks("")).toBeNull();
  });

  it("the turbo file of Intel is negated", () => {
    const cpu = "/sys/devices/system/cpu";
    const governors = { [`${cpu}/cpu0/cpufreq/scaling_governor`]: "powersave\n" };
    expect(readFrequency(reading({ ...governors, [`${cpu}/intel_pstate/no_turbo`]: "1\n" }), 2)).toEqual({
      governors: ["powersave"],
      turbo: false,
    });
    expect(readFrequency(reading({ [`${cpu}/cpufreq/boost`]: "1\n" }), 2)).toEqual({ governors: [], turbo: true });
    expect(readFrequency(reading({}), 2)).toEqual({ governors: [], turbo: null });
  });
});

describe("limits of the control group", () => {
  it("version 2: the strictest of the group and the groups above it", () => {
    const files = {
      "/proc/self/cgroup": "0::/user.slice/job\n",
      "/sys/fs/cgroup/user.slice/job/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/user.slice/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/user.slice/job/memory.max": "1000000000\n",
      "/sys/fs/cgroup/user.slice/memory.max": "max\n",
      "/sys/fs/cgroup/user.slice/job/pids.max": "512\n",
    };
    expect(cgroupLimits(reading(files))).toEqual({ cores: 1.5, memoryBytes: 1e9, processes: 512 });
  });

  it("version 1: one hierarchy for each controller, of which a container sees only the top", () => {
    const files = {
      "/proc/self/cgroup": "8:pids:/\n4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": "536870912\n",
      "/sys/fs/cgroup/pids/pids.max": "max\n",
    };
    expect(cgroupLimits(reading(files))).toEqual({ cores: 0.5, memoryBytes: 536_870_912, processes: null });
  });

  it("no quota in version 1 is -1", () => {
    const files = {
      "/proc/self/cgroup": "1:cpu:/\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    };
    expect(cgroupLimits(reading(files))).toEqual({ cores: null, memoryBytes: null, processes: null });
  });
});

/** /proc/PID/stat of a process that has used these ticks of user time. */
const statOf = (pid: number, name: string, ticks: number): string =>
  `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 1 1 1`;

describe("the CPU sample", () => {
  it("has the shares of the sample, not those since boot, and the busiest other processes", async () => {
    let isAfter = false;
    const at = <T>(before: T, after: T): T => (isAfter ? after : before);
    const read: ReadText = (path) => {
      switch (path) {
        case "/proc/stat":
          return at("cpu  1000 0 0 5000 0 0 0 0 0 0\n", "cpu  1060 0 20 5090 10 0 0 20 0 0\n");
        case "/proc/vmstat":
          return at("pswpin 5\npswpout 5\n", "pswpin 7\npswpout 9\n");
        case "/proc/7/stat":
          return statOf(7, "cc1", at(500, 580));
        case "/proc/8/stat":
          return isAfter ? statOf(8, "new", 20) : undefined;
        case "/proc/9/stat":
          return statOf(9, "idle", 400);
        case "/proc/1/stat":
          return statOf(1, "ourselves", at(0, 99));
        default:
          return undefined;
      }
    };
    const wait = (): Promise<void> => {
      isAfter = true;
      return Promise.resolve();
    };
    expect(await sampleCpu({ read, wait, listPids: () => [1, 7, 8, 9, 10], ownPid: 1 })).toEqual({
      seconds: 1,
      busy: 0.4,
      steal: 0.1,
      ioWait: 0.05,
      busiest: [
        { pid: 7, name: "cc1", cores: 0.8 },
        { pid: 8, name: "new", cores: 0.2 },
      ],
      swappedPages: 6,
    });
  });
});

describe("measurements", () => {
  it("the clock: cost of a read, and the smallest step", () => {
    let reads = 0;
    // Each read takes 100 ns, and the clock steps every 400 ns.
    const { readNs, resolutionNs } = measureClock(() => BigInt(Math.floor(reads++ / 4) * 400));
    expect(readNs).toBeCloseTo(100, 0);
    expect(resolutionNs).toBe(400);
  });

  it("the cost of syncs is their median and 99th percentile", () => {
    expect(syncCost(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
      writes: 100,
      medianMs: 50,
      p99Ms: 99,
    });
  });

  it("a slow disk ends the measurement after its time, and nothing is left", async () => {
    const directory = mkdtempSync(join(tmpdir(), "doctor-"));
    try {
      let clock = 0;
      const cost = await measureSync(directory, () => (clock += 250));
      expect(cost?.medianMs).toBe(250);
      expect(cost?.writes).toBeLessThan(10);
      expect(readdirSync(directory)).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("a directory that does not exist has no sync cost", async () => {
    expect(await measureSync("/nowhere/at/all")).toBeNull();
  });
});

it("a system without any of these files is described without an error", async () => {
  const facts = await readMachineFacts(new AbortController().signal, () => undefined);
  expect(facts).toMatchObject({
    cpu: null,
    clock: { source: null, available: [] },
    frequency: { governors: [], turbo: null },
    cgroup: { cores: null, memoryBytes: null, processes: null },
    limits: { openFiles: null, processes: null },
    network: { portRange: null, timeWait: null, brokerPorts: [] },
  });
  expect(facts.cores).toBeGreaterThan(0);
});
