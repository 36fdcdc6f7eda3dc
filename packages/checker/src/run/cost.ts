// The resources that a run used: CPU and memory of producers and workers and, where it was sampled, of the broker.
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { tracesOf } from "../history/process-trace.ts";

export const checkCost: Checker<RunResult["cost"]> = (history) => {
  const peaks = new Map<string, number>();
  let cpu: number | null = null;
  for (const { role, process, cpuSeconds, peakRssBytes } of tracesOf(history)) {
    if (cpuSeconds !== null) cpu = (cpu ?? 0) + cpuSeconds;
    const seat = `${role}/${process}`;
    if (peakRssBytes !== null) peaks.set(seat, Math.max(peaks.get(seat) ?? 0, peakRssBytes));
  }
  const { broker } = history.log;
  return {
    clientCpuSeconds: cpu,
    clientPeakRssBytes: peaks.size > 0 ? [...peaks.values()].reduce((sum, peak) => sum + peak, 0) : null,
    brokerCpuSeconds: broker.cpuSeconds,
    brokerPeakRssBytes: broker.peakRssBytes,
  };
};
