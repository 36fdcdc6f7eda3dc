// What a run took of the machine, in one sentence.
import type { RunResult } from "@fairhare/checker";
import { formatBytes, formatNumber } from "../format.ts";

export function costSentence({ cost }: RunResult): string {
  const client = `${formatNumber(cost.clientCpuSeconds)} s of CPU and ${formatBytes(cost.clientPeakRssBytes)} of memory`;
  const broker =
    cost.brokerPeakRssBytes === null
      ? "the broker could not be looked at"
      : `the broker ${formatNumber(cost.brokerCpuSeconds)} s and ${formatBytes(cost.brokerPeakRssBytes)}`;
  return `What it took: producers and workers ${client} at most, ${broker}.`;
}
