// Whether the load generator, and not the broker, made the numbers: stalls, timers, saturation, missing back-pressure.
import { Attempt, type AttemptTable } from "../history/attempt-table.ts";
import { RATIO_SCALE } from "../history/executions.ts";
import type { ProcessTrace } from "../history/process-trace.ts";
import { counted } from "./counted.ts";
import { nameOf, totalsOf, type WarningInput, type WarningRule } from "./finding-rule.ts";

/** Half the shortest latency that people call slow; below it neither a stall nor a delay changes what a run says. */
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
  const worst = totalsOf(traces, ({ worstStallMicros }) => worstStallMicros, Math.max);
  const [first, ...rest] = worst.filter(({ value }) => value >= STALL_WORTH_NAMING_MICROS);
  if (!first) return [];
  const others = rest.length > 0 ? ` (and ${counted(rest.length, "other process", "other processes")} for less)` : "";
  return [
    `The event loop of ${nameOf(first)} stalled for ${Math.round(first.value / 1e3)} ms${others}: latencies of that order are the generator's, not the broker's.`,
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

function saturation({ settings, attempts: { table }, executions, ledger }: WarningInput): string[] {
  const { backlog, ratePerSecond, producers, workerConcurrency } = settings;
  // Those that joined can do their share of it.
  const workers = executions.slots.slots;
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

/**
 * Held against the schedule of the tasks that were attempted, which a Poisson pace or a few tasks spread over more or
 * less time than their mean rate says.
 */
function rateShortfall({ settings, attempts: { table } }: WarningInput): string[] {
  if (settings.ratePerSecond === null) return [];
  const { scheduled, taken } = publishingSpans(table);
  const isLate = taken - scheduled >= STALL_WORTH_NAMING_MICROS * 1e3;
  if (!isLate || scheduled >= taken * (1 - RATE_SHORTFALL_WORTH_NAMING)) return [];
  const asked = settings.ratePerSecond * settings.producers;
  const reached = (asked * scheduled) / taken;
  return [
    `The producers reached ${rounded(reached)} of the ${rounded(asked)} publishes per second that were asked: what was scheduled within ${inSeconds(scheduled)} took ${inSeconds(taken)}.`,
  ];
}

/** From the first publish to the last, as they were meant to leave and as they left; nanoseconds. */
function publishingSpans(table: AttemptTable): { scheduled: number; taken: number } {
  let [firstDue, lastDue, first, last] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let task = 1; task <= table.last; task++) {
    const due = table.intendedAt[task] ?? 0;
    if (!table.is(task, Attempt.attempted) || due === 0) continue;
    firstDue = Math.min(firstDue, due);
    lastDue = Math.max(lastDue, due);
    first = Math.min(first, table.attemptedAt(task));
    last = Math.max(last, table.attemptedAt(task));
  }
  return { scheduled: Math.max(0, lastDue - firstDue), taken: Math.max(0, last - first) };
}

/** Three significant digits, and no fewer than its whole part has. */
const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));

const inSeconds = (span: number): string => `${(span / 1e9).toFixed(span < 10e9 ? 2 : 1)} s`;

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
