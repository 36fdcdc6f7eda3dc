// Findings about the CPU: cores, other processes, time stolen by the hypervisor, frequency, and the clock.
import { formatNumber, formatPercent } from "@fairhare/core";
import { absent, type DoctorFinding, ok, warning } from "../finding.ts";
import type { BusyProcess, ClockFacts, CpuSample, FrequencyFacts, MachineFacts } from "./facts.ts";

/** Share of all cores; one busy core of two is 0.5. */
const NOTABLE_BUSY = 0.15;
/** A run of several seconds loses this share of its time without a trace in its own numbers. */
const NOTABLE_STEAL = 0.01;
/** Waiting for the disk this much of the time delays every sync. */
const NOTABLE_IO_WAIT = 0.2;
/** Load per core that a machine without /proc/stat may have. */
const NOTABLE_LOAD = 0.7;
/** Nanoseconds; a clock that is read without a system call takes 20 to 60. */
const SLOW_CLOCK_NS = 500;
/** Nanoseconds; results have microseconds. */
const COARSE_CLOCK_NS = 10_000;
/** Clock sources that need an access to a device or a system call for each read. */
const SLOW_SOURCES: ReadonlySet<string> = new Set(["hpet", "acpi_pm", "jiffies", "pit", "refined-jiffies"]);
/** The processes that doctor, npm and a shell itself need; a broker and a worker want a core each. */
const LEAST_CORES = 2;

export function cpuFindings(facts: MachineFacts): DoctorFinding[] {
  return [
    cores(facts),
    ...(facts.cpu === null ? [] : [otherProcesses(facts.cpu, facts.cores), steal(facts.cpu)]),
    frequency(facts.frequency),
    clock(facts.clock),
  ];
}

function cores({ cores: usable, machineCores, cgroup, cpu, loadOfLastMinute }: MachineFacts): DoctorFinding {
  const load = `load ${loadOfLastMinute.toFixed(2)}`;
  const quota = cgroup.cores !== null && cgroup.cores < usable ? cgroup.cores : null;
  const detail =
    usable < machineCores ? `${usable} of ${machineCores} (CPU affinity), ${load}` : `${machineCores}, ${load}`;
  if (quota !== null)
    return warning(
      "Cores",
      `${detail}, limited to ${formatNumber(quota)} by the control group`,
      `The kernel pauses all processes for the rest of a period when the quota is used up, which shows as latency. Raise it (docker run --cpus ${usable}, or resources.limits.cpu), or keep the load below it.`,
    );
  if (usable < LEAST_CORES)
    return warning(
      "Cores",
      detail,
      "Broker, producers and workers share one core, so the CPU limits the throughput. Use at least two cores, or a broker on another machine (--uri).",
    );
  if (cpu === null && loadOfLastMinute > usable * NOTABLE_LOAD)
    return warning("Cores", detail, "Other processes use the CPU, which may skew the results. Stop them or wait.");
  return ok("Cores", detail);
}

function otherProcesses({ seconds, busy, ioWait, busiest }: CpuSample, usable: number): DoctorFinding {
  const list = busiest.length === 0 ? "" : `: ${busiest.map(describeProcess).join(", ")}`;
  const waiting = ioWait >= NOTABLE_IO_WAIT ? `, ${formatPercent(ioWait)} waiting for the disk` : "";
  const detail = `${formatPercent(busy)} of ${usable === 1 ? "the core" : `${usable} cores`} busy for ${seconds} s${waiting}${list}`;
  if (busy >= NOTABLE_BUSY)
    return warning(
      "Other processes",
      detail,
      "Other processes use the CPU during a run as well, which skews the results. Stop them or wait, and use --repeat to see the spread.",
    );
  if (ioWait >= NOTABLE_IO_WAIT)
    return warning(
      "Other processes",
      detail,
      "Other processes use the disk, which delays persistent messages and confirms. Stop them or wait.",
    );
  return ok("Other processes", detail);
}

const describeProcess = ({ pid, name, cores: used }: BusyProcess): string =>
  `${name} (${pid}) ${formatPercent(used)} of a core`;

function steal({ steal: share, seconds }: CpuSample): DoctorFinding {
  const detail = `${formatPercent(share)} of the CPU time for ${seconds} s`;
  return share >= NOTABLE_STEAL
    ? warning(
        "CPU steal",
        detail,
        "The hypervisor gives this time to other virtual machines. Use a machine with dedicated cores, or compare only runs of the same experiment, whose repeats are interleaved.",
      )
    : ok("CPU steal", detail);
}

function frequency({ governors, turbo }: FrequencyFacts): DoctorFinding {
  const boost = turbo === null ? "" : `, turbo ${turbo ? "on" : "off"}`;
  if (governors.length === 0) return absent("CPU frequency", `not controlled by this system${boost}`);
  const detail = `governor ${governors.join(" and ")}${boost}`;
  return governors.every((governor) => governor === "performance")
    ? ok("CPU frequency", detail)
    : warning(
        "CPU frequency",
        detail,
        "The frequency follows the load, so a short or slow run is measured at a low frequency. For comparisons: sudo cpupower frequency-set --governor performance.",
      );
}

function clock({ source, available, readNs, resolutionNs }: ClockFacts): DoctorFinding {
  const name = source === null ? "" : `${source}, `;
  const detail = `${name}${formatNumber(readNs)} ns per read, resolution ${formatNumber(resolutionNs)} ns`;
  if ((source !== null && SLOW_SOURCES.has(source)) || readNs > SLOW_CLOCK_NS) {
    const faster = available.find((candidate) => candidate !== source && !SLOW_SOURCES.has(candidate));
    return warning(
      "Clock",
      detail,
      faster === undefined
        ? "Each event reads the clock, so a slow clock lowers the highest measurable rate. Use a machine whose clock source is tsc, or kvm-clock on a virtual machine."
        : `Each event reads the clock, so a slow clock lowers the highest measurable rate. Switch to a faster one: echo ${faster} | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource.`,
    );
  }
  return resolutionNs > COARSE_CLOCK_NS
    ? warning(
        "Clock",
        detail,
        "Latencies below this resolution are not measurable. Use another machine for short latencies.",
      )
    : ok("Clock", detail);
}
