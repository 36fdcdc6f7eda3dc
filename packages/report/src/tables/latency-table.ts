// One run's latencies: a row a phase, from the whole way down to the confirm.
import type { Latency, RunResult } from "@fairhare/checker";
import { formatCount, formatMs } from "../format.ts";
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

/** Phases without a single sample are left out: without confirms there is no confirm latency. */
export function latencyTable({ latencyMs }: RunResult): TableModel {
  return tableOf<(typeof LATENCY_PHASES)[number]>(
    [
      text("latency", ({ name }) => name),
      numeric("count", ({ key }) => formatCount(latencyMs[key].count)),
      ...PERCENTILES.map((percentile) =>
        numeric<(typeof LATENCY_PHASES)[number]>(percentile.name, ({ key }) =>
          formatMs(latencyMs[key][percentile.key]),
        ),
      ),
    ],
    LATENCY_PHASES.filter(({ key }) => latencyMs[key].count > 0),
  );
}
