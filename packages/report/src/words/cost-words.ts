// The resource usage of a trial in one sentence: medians over its runs. Its own file because report and terminal show it.
import { formatBytes, formatNumber } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { medianOf } from "../metrics.ts";

/** `Resource usage: producers and workers 1.84 s CPU, 305 MB peak memory; broker 0.62 s CPU, 128 MB peak memory.` */
export function costSentence(trial: TrialResult): string {
  const of = (key: keyof RunResult["cost"]): number | null =>
    medianOf(trial, { path: `cost.${key}`, read: ({ cost }) => cost[key] });
  const brokerMemory = of("brokerPeakRssBytes");
  const client = usage(of("clientCpuSeconds"), of("clientPeakRssBytes"));
  const broker = brokerMemory === null ? "not measured" : usage(of("brokerCpuSeconds"), brokerMemory);
  return `Resource usage${trial.runs.length > 1 ? " (median run)" : ""}: producers and workers ${client}; broker ${broker}.`;
}

const usage = (cpuSeconds: number | null, memoryBytes: number | null): string =>
  `${formatNumber(cpuSeconds)} s CPU, ${formatBytes(memoryBytes)} peak memory`;
