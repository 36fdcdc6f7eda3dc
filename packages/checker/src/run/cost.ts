// What the run cost: CPU and memory of the fleet (producers and workers) and, where it was sampled, the broker.
import type { OrchestratorLog } from "../history/orchestrator-log.ts";
import type { ProcessTrace } from "../history/process-trace.ts";
import type { RunResult } from "@fairhare/results";

export function costOf(traces: readonly ProcessTrace[], { broker }: OrchestratorLog): RunResult["cost"] {
  const peaks = new Map<string, number>();
  let cpu: number | null = null;
  for (const { role, process, cpuSeconds, peakRssBytes } of traces) {
    if (cpuSeconds !== null) cpu = (cpu ?? 0) + cpuSeconds;
    const seat = `${role}/${process}`;
    if (peakRssBytes !== null) peaks.set(seat, Math.max(peaks.get(seat) ?? 0, peakRssBytes));
  }
  return {
    clientCpuSeconds: cpu,
    clientPeakRssBytes: peaks.size > 0 ? [...peaks.values()].reduce((sum, peak) => sum + peak, 0) : null,
    brokerCpuSeconds: broker.cpuSeconds,
    brokerPeakRssBytes: broker.peakRssBytes,
  };
}
