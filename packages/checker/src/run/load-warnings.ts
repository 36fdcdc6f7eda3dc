// Whether the load generator, and not the broker, made the numbers: stalls, timers, saturation, missing back-pressure.
import { RATIO_SCALE } from "../history/executions.ts";
import type { ProcessTrace } from "../history/process-trace.ts";
import { counted } from "./counted.ts";
import { nameOf, type WarningInput, type WarningRule } from "./warning-rule.ts";

/** Half the shortest latency that people call slow; below it a stall does not change what a run says. */
const STALL_WORTH_NAMING_MICROS = 50_000;
const TIMER_ERROR_WORTH_NAMING = 0.05;
const RATE_SHORTFALL_WORTH_NAMING = 0.05;

export const LOAD_RULES: readonly WarningRule[] = [
  stalls,
  timerError,
  saturation,
  rateShortfall,
  autoAck,
  forgottenAcks,
];

function stalls({ settings, attempts, executions }: WarningInput): string[] {
  // Work that burns the core blocks the loop on purpose.
  const traces: readonly ProcessTrace[] =
    settings.work === "cpu" ? attempts.traces : [...attempts.traces, ...executions.traces];
  const stalled = traces.filter(({ worstStallMicros }) => worstStallMicros >= STALL_WORTH_NAMING_MICROS);
  const [first, ...rest] = stalled.toSorted((a, b) => b.worstStallMicros - a.worstStallMicros);
  if (!first) return [];
  const others = rest.length > 0 ? ` (and ${counted(rest.length, "other process", "other processes")} for less)` : "";
  return [
    `The event loop of ${nameOf(first)} stalled for ${Math.round(first.worstStallMicros / 1e3)} ms${others}: latencies of that order are the generator's, not the broker's.`,
  ];
}

function timerError({ executions: { workRatio } }: WarningInput): string[] {
  const median = workRatio.percentile(50);
  if (median === null) return [];
  const error = median / RATIO_SCALE - 1;
  if (Math.abs(error) <= TIMER_ERROR_WORTH_NAMING) return [];
  const direction = error > 0 ? "longer" : "shorter";
  return [
    `Work took ${(Math.abs(error) * 100).toFixed(0)} % ${direction} than planned in the median: timers or cores, not the broker, are the limit.`,
  ];
}

function saturation({ settings, attempts: { table }, ledger }: WarningInput): string[] {
  const { backlog, ratePerSecond, producers, workers, workerConcurrency } = settings;
  if (ledger.attempted === 0) return [];
  if (backlog) {
    return [
      `The queue was filled with ${counted(ledger.attempted, "task")} before the workers subscribed: end-to-end latency is the wait in that backlog.`,
    ];
  }
  if (ratePerSecond === null) {
    return [
      `No rate was set, so ${counted(ledger.attempted, "task was", "tasks were")} published as fast as the broker took them: end-to-end latency is the length of the backlog.`,
    ];
  }
  let micros = 0;
  for (let task = 1; task <= table.last; task++) micros += table.costMicros[task] ?? 0;
  const load = (ratePerSecond * producers * micros) / 1e6 / ledger.attempted / (workers * workerConcurrency);
  return load >= 1
    ? [
        `The offered load is ${load.toFixed(2)} times what ${counted(workers, "worker")} can do: latency grows with the length of the run.`,
      ]
    : [];
}

function rateShortfall({ settings, throughput: { publishedPerSecond } }: WarningInput): string[] {
  if (settings.ratePerSecond === null || publishedPerSecond === null) return [];
  const asked = settings.ratePerSecond * settings.producers;
  return publishedPerSecond < asked * (1 - RATE_SHORTFALL_WORTH_NAMING)
    ? [`The producers reached ${publishedPerSecond.toFixed(0)} of the ${asked} publishes per second that were asked.`]
    : [];
}

function autoAck({ settings, executions: { slots } }: WarningInput): string[] {
  const peak = slots.peakHeld.reduce((a, b) => Math.max(a, b), 0);
  return settings.ack === "auto" && peak > 1
    ? [
        `With automatic acknowledgement prefetch is ignored and nothing holds the broker back: worker ${slots.peakHeld.indexOf(peak)} held up to ${peak} deliveries at a time.`,
      ]
    : [];
}

function forgottenAcks({ settings, ledger }: WarningInput): string[] {
  return settings.ack === "forget" && ledger.delivered > 0
    ? [
        `Of ${counted(ledger.delivered, "delivery", "deliveries")} none was acknowledged: the broker kept them until their worker quit.`,
      ]
    : [];
}
