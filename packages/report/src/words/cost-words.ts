// What a run of the trial took of the machine, in one sentence: medians over its runs.
import type { RunResult, TrialResult } from "@fairhare/results";
import { formatBytes, formatNumber } from "../format.ts";
import { medianOf } from "../metrics.ts";

export function costSentence(trial: TrialResult): string {
  const of = (key: keyof RunResult["cost"]): number | null =>
    medianOf(trial, { path: `cost.${key}`, read: ({ cost }) => cost[key] });
  const brokerMemory = of("brokerPeakRssBytes");
  const client = `${formatNumber(of("clientCpuSeconds"))} s of CPU and ${formatBytes(of("clientPeakRssBytes"))} of memory`;
  const broker =
    brokerMemory === null
      ? "the broker could not be looked at"
      : `the broker ${formatNumber(of("brokerCpuSeconds"))} s and ${formatBytes(brokerMemory)}`;
  return `What ${trial.runs.length > 1 ? "a run" : "it"} took: producers and workers ${client} at most, ${broker}.`;
}
