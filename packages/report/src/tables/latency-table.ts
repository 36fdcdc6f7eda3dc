// The latencies of a trial, one row per phase: medians over its runs.
import { formatCount, formatMs } from "@fairhare/core";
import type { Latency, RunResult, TrialResult } from "@fairhare/results";
import { boundCell, latencyBound } from "../latency-bound.ts";
import { latencyOf } from "../metrics.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

export const LATENCY_PHASES = [
  { key: "endToEnd", name: "end to end" },
  { key: "queueWait", name: "queue wait" },
  { key: "bufferWait", name: "buffer wait" },
  { key: "work", name: "work" },
  { key: "confirm", name: "confirm" },
] as const satisfies readonly { readonly key: keyof RunResult["latencyMs"]; readonly name: string }[];

export const PERCENTILES = [
  { key: "p50", name: "p50" },
  { key: "p75", name: "p75" },
  { key: "p90", name: "p90" },
  { key: "p95", name: "p95" },
  { key: "p99", name: "p99" },
  { key: "p999", name: "p99.9" },
  { key: "max", name: "max" },
] as const satisfies readonly { readonly key: keyof Latency; readonly name: string }[];

/** Phases without a sample are left out: without confirms there is no confirm latency. */
export function latencyTable(trial: TrialResult): TableModel {
  const phases = LATENCY_PHASES.map(({ key, name }): Phase => ({
    name,
    latency: latencyOf(trial, key),
    bound: latencyBound(trial, key),
  }));
  const isAcrossHosts = phases.some(({ bound }) => bound !== undefined);
  return tableOf<Phase>(
    [
      text("latency", ({ name }) => name),
      numeric("count", ({ latency }) => formatCount(latency.count)),
      ...PERCENTILES.map(({ key, name }) => numeric<Phase>(name, ({ latency }) => formatMs(latency[key]))),
      ...(isAcrossHosts ? [numeric<Phase>("wrong by at most", ({ bound }) => boundCell(bound))] : []),
    ],
    phases.filter(({ latency }) => latency.count > 0),
  );
}

interface Phase {
  readonly name: string;
  readonly latency: Latency;
  readonly bound: ReturnType<typeof latencyBound>;
}
