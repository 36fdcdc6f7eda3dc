// The metrics of `tap` that a threshold may use, and whether thresholds hold.
import { holds, type Threshold } from "@fairhare/workload";
import { DELIVERY_COLUMNS, PUBLISH_COLUMNS } from "./ledgers.ts";
import type { TapThreshold, TapView } from "@fairhare/results";

const LATENCIES = ["timeToAck", "work", "wait", "timeToConfirm"] as const;
const STATISTICS = ["count", "min", "mean", "p50", "p75", "p90", "p95", "p99", "p999", "max"] as const;
const CONNECTIONS = ["opened", "open", "peak", "cut", "unread", "unreachable"] as const;

/** Each with its short name. */
const NAMES: readonly (readonly [short: string, path: string])[] = [
  ...[...PUBLISH_COLUMNS, ...DELIVERY_COLUMNS].map((name) => [name, `ledger.${name}`] as const),
  ["jainDeliveries", "fairness.jainDeliveries"],
  ["jainBusy", "fairness.jainBusy"],
  ["publishedElsewhere", "recognition.publishedElsewhere"],
  ["notDelivered", "recognition.notDelivered"],
  ...CONNECTIONS.map((name) => [`connections.${name}`, `connections.${name}`] as const),
  ...LATENCIES.flatMap((phase) =>
    STATISTICS.map((name) => [`${phase}.${name}`, `latencyMs.${phase}.${name}`] as const),
  ),
];
const PATHS: ReadonlyMap<string, string> = new Map(
  NAMES.flatMap(([short, path]) => [
    [short, path],
    [path, path],
  ]),
);

export const tapMetricNames = (): string[] => [...PATHS.keys()];

export const tapMetricPath = (name: string): string | undefined => PATHS.get(name);

export function evaluateTapThresholds(thresholds: readonly Threshold[], view: TapView): TapThreshold[] {
  return thresholds.map((threshold) => {
    const actual = valueAt(view, threshold.metric);
    return { expression: threshold.expression, ok: actual !== null && holds(actual, threshold), actual };
  });
}

/** Null if it was not measured. */
function valueAt(view: TapView, path: string): number | null {
  let value: unknown = view;
  for (const key of path.split("."))
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof value === "number" ? value : null;
}
