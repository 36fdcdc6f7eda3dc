// The resource usage of a trial in one sentence: medians over its runs. Its own file because report and terminal show it.
import { formatBytes, formatNumber } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { medianOf } from "../metrics.ts";

/**
 * `Resource usage: producers and workers 1.84 s CPU, 305 MB peak memory; broker 0.62 s CPU, 128 MB peak memory.`
 * Only Fairhare's own processes report their usage; programs of the user do not.
 */
export function costSentence(trial: TrialResult): string {
  const of = (key: keyof RunResult["cost"]): number | null =>
    medianOf(trial, { path: `cost.${key}`, read: ({ cost }) => cost[key] });
  const brokerMemory = of("brokerPeakRssBytes");
  const own = ownProcesses(trial.settings);
  const client = own === "" ? "" : `${own} ${usage(of("clientCpuSeconds"), of("clientPeakRssBytes"))}; `;
  const broker = brokerMemory === null ? "not measured" : usage(of("brokerCpuSeconds"), brokerMemory);
  return `Resource usage${trial.runs.length > 1 ? " (median run)" : ""}: ${client}${programs(trial.settings)}broker ${broker}.`;
}

const ownProcesses = ({ producers, workers, producerCommand, workerCommand }: TrialResult["settings"]): string =>
  [
    ...(producers !== 0 && producerCommand === null ? ["producers"] : []),
    ...(workers !== 0 && workerCommand === null ? ["workers"] : []),
  ].join(" and ");

const programs = ({ producerCommand, workerCommand }: TrialResult["settings"]): string =>
  producerCommand === null && workerCommand === null ? "" : "programs not measured; ";

const usage = (cpuSeconds: number | null, memoryBytes: number | null): string =>
  `${formatNumber(cpuSeconds)} s CPU, ${formatBytes(memoryBytes)} peak memory`;
