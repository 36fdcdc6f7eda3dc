import { describe, expect, it } from "vitest";
import type { MachineFacts } from "./facts.ts";
import type { Fleet } from "./fleet.ts";
import { machineFindings } from "./machine-findings.ts";

const QUIET: MachineFacts = {
  nodeVersion: "22.1.0",
  system: "linux 6.1",
  processor: "some processor",
  cores: 8,
  machineCores: 8,
  loadOfLastMinute: 0.1,
  cpu: { seconds: 1, busy: 0.01, steal: 0, ioWait: 0, busiest: [], swappedPages: 0 },
  clock: { source: "tsc", available: ["tsc", "hpet", "acpi_pm"], readNs: 40, resolutionNs: 20 },
  frequency: { governors: ["performance"], turbo: true },
  memory: { totalBytes: 16e9, availableBytes: 12e9, swapTotalBytes: 4e9, swapUsedBytes: 1e9 },
  cgroup: { cores: null, memoryBytes: null, processes: null },
  limits: { openFiles: 20_000, processes: 90_000 },
  network: { portRange: [32_768, 60_999], timeWait: 12, brokerPorts: [] },
  disk: {
    directory: "/tmp",
    freeBytes: 70e9,
    isInMemory: false,
    sync: { writes: 200, medianMs: 0.5, p99Ms: 2 },
  },
};
const NOTHING_KNOWN: MachineFacts = {
  ...QUIET,
  cpu: null,
  clock: { ...QUIET.clock, source: null, available: [] },
  frequency: { governors: [], turbo: null },
  memory: { ...QUIET.memory, swapTotalBytes: null, swapUsedBytes: null },
  limits: { openFiles: null, processes: null },
  network: { portRange: null, timeWait: null, brokerPorts: [] },
};
const SMALL: Fleet = { workers: 2, producers: 1, workersPerProcess: 1 };

const findingsOf = (changes: Partial<MachineFacts>, fleet = SMALL) => machineFindings({ ...QUIET, ...changes }, fleet);
const cpuWith = (changes: Partial<NonNullable<MachineFacts["cpu"]>>): Partial<MachineFacts> => ({
  cpu: QUIET.cpu && { ...QUIET.cpu, ...changes },
});

describe("the doctor on the machine", () => {
  it("a quiet machine has one line for each subject and no warning", () => {
    expect(findingsOf({}).map(({ name, status, detail }) => `${status} ${name}: ${detail}`)).toEqual([
      "ok Node.js: 22.1.0",
      "ok System: linux 6.1, some processor",
      "ok Cores: 8, load 0.10",
      "ok Other processes: 1 % of 8 cores busy for 1 s",
      "ok CPU steal: 0 % of the CPU time for 1 s",
      "ok CPU frequency: governor performance, turbo on",
      "ok Clock: tsc, 40.0 ns per read, resolution 20.0 ns",
      "ok Memory: 16.0 GB, 12.0 GB available",
      "ok Swap: 1.00 GB of 4.00 GB in use",
      "ok Open files: at most 20,000 per process, enough for 3,987 workers",
      "ok Processes: at most 90,000 processes and threads, enough for 8,170 workers",
      "ok Ports: 32768–60999 for outgoing connections, 12 in TIME_WAIT",
      "ok Disk: 70.0 GB free in /tmp",
      "ok Disk sync: 4 KiB write and fdatasync: median 0.500 ms, p99 2.00 ms (200 writes); a confirm of a quorum queue takes at least 0.500 ms; several messages share a sync",
    ]);
  });

  it("a system that tells nothing has no warning either", () => {
    const findings = machineFindings(NOTHING_KNOWN, SMALL);
    expect(findings.filter(({ status }) => status === "warning" || status === "missing")).toEqual([]);
  });

  it.each<[string, string, Partial<MachineFacts>, RegExp]>([
    ["an old Node.js", "Node.js", { nodeVersion: "18.20.1" }, /Install Node\.js 20\.19/],
    ["a quota of the control group", "Cores", { cgroup: { ...QUIET.cgroup, cores: 1.5 } }, /docker run --cpus 8/],
    ["a single core", "Cores", { cores: 1, machineCores: 1 }, /at least two cores/],
    ["a high load without a sample", "Cores", { cpu: null, loadOfLastMinute: 6 }, /Stop them or wait/],
    [
      "busy processes",
      "Other processes",
      cpuWith({ busy: 0.5, busiest: [{ pid: 7, name: "cc1 plus", cores: 0.98 }] }),
      /skews the results/,
    ],
    ["processes that wait for the disk", "Other processes", cpuWith({ ioWait: 0.3 }), /use the disk/],
    ["stolen time", "CPU steal", cpuWith({ steal: 0.03 }), /dedicated cores/],
    [
      "a governor that follows the load",
      "CPU frequency",
      { frequency: { governors: ["performance", "powersave"], turbo: null } },
      /cpupower frequency-set --governor performance/,
    ],
    [
      "a clock that is a device, although a faster one is available",
      "Clock",
      { clock: { ...QUIET.clock, source: "hpet", readNs: 1_200 } },
      /echo tsc \| sudo tee/,
    ],
    [
      "a slow clock without a faster one",
      "Clock",
      { clock: { source: "xen", available: ["xen"], readNs: 800, resolutionNs: 800 } },
      /tsc, or kvm-clock/,
    ],
    ["a coarse clock", "Clock", { clock: { ...QUIET.clock, resolutionNs: 1e6 } }, /not measurable/],
    ["too little memory", "Memory", { memory: { ...QUIET.memory, availableBytes: 3e8 } }, /about 680 MB/],
    ["a memory limit", "Memory", { cgroup: { ...QUIET.cgroup, memoryBytes: 5e8 } }, /docker run --memory/],
    ["active swapping", "Swap", cpuWith({ swappedPages: 1_234 }), /until no pages move/],
    [
      "a low limit of open files",
      "Open files",
      { limits: { ...QUIET.limits, openFiles: 70 } },
      /2 workers and 1 producer need about 75\..*ulimit -n 150/,
    ],
    [
      "a low limit of processes",
      "Processes",
      { limits: { ...QUIET.limits, processes: 100 } },
      /ulimit -u.*--workers-per-process/,
    ],
    [
      "a limit of processes in the control group",
      "Processes",
      { cgroup: { ...QUIET.cgroup, processes: 100 } },
      /docker run --pids-limit/,
    ],
    [
      "most ports in TIME_WAIT",
      "Ports",
      { network: { ...QUIET.network, timeWait: 20_000 } },
      /net\.ipv4\.ip_local_port_range/,
    ],
    ["little disk space", "Disk", { disk: { ...QUIET.disk, freeBytes: 5e8 } }, /disk_free_limit.*set TMPDIR/],
    [
      "less disk space than the broker's limit",
      "Disk",
      { disk: { ...QUIET.disk, freeBytes: 6e7 } },
      /blocks all publishers below 50\.0 MB/,
    ],
    ["no temporary directory", "Disk", { disk: { ...QUIET.disk, freeBytes: null } }, /Set TMPDIR/],
    ["a directory that is not writable", "Disk sync", { disk: { ...QUIET.disk, sync: null } }, /writable directory/],
    ["a directory in memory", "Disk sync", { disk: { ...QUIET.disk, isInMemory: true } }, /directory on a disk/],
    [
      "a slow disk",
      "Disk sync",
      { disk: { ...QUIET.disk, sync: { writes: 90, medianMs: 22, p99Ms: 40 } } },
      /--confirm 100/,
    ],
    [
      "a disk with rare slow syncs",
      "Disk sync",
      { disk: { ...QUIET.disk, sync: { writes: 200, medianMs: 0.4, p99Ms: 45 } } },
      /One sync in a hundred/,
    ],
  ])("%s is a finding that says what to do", (_, name, changes, hint) => {
    const bad = findingsOf(changes).filter(({ status }) => status === "warning" || status === "missing");
    expect(bad).toEqual([expect.objectContaining({ name, hint: expect.stringMatching(hint) })]);
  });

  it("limits are compared with the needs of the fleet", () => {
    const large = { workers: 5_000, producers: 4, workersPerProcess: 1 };
    const bad = findingsOf({}, large).filter(({ status }) => status === "warning");
    expect(bad.map(({ name }) => name)).toEqual(["Memory", "Open files"]);
    const packed = { ...large, workersPerProcess: 50 };
    expect(findingsOf({}, packed).filter(({ status }) => status === "warning")).toEqual([]);
  });

  it("a broker that runs already is named, with the flag to measure it", () => {
    const findings = findingsOf({ network: { ...QUIET.network, brokerPorts: [5_672] } });
    expect(findings.find(({ name }) => name === "Other brokers")).toMatchObject({
      status: "absent",
      detail: expect.stringMatching(/port 5672; .*--uri amqp:\/\/localhost/),
    });
  });
});
