// What a reader must know before trusting a run's numbers: one sentence each, with the number that says so.
import type { TrialSettings } from "@fairhare/experiment";
import { Role } from "@fairhare/protocol";
import type { Attempts } from "../history/attempts.ts";
import { type Executions, RATIO_SCALE } from "../history/executions.ts";
import type { ProcessTrace } from "../history/process-trace.ts";
import { addsUp } from "../ledger/ledger.ts";
import type { RunResult } from "../results/schema.ts";
import { counted } from "./counted.ts";

/** Half the shortest latency that people call slow; below it a stall does not change what a run says. */
const STALL_WORTH_NAMING_MICROS = 50_000;
const TIMER_ERROR_WORTH_NAMING = 0.05;
const RATE_SHORTFALL_WORTH_NAMING = 0.05;

export interface WarningInput {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  readonly executions: Executions;
  readonly ledger: RunResult["ledger"];
  readonly throughput: RunResult["throughput"];
  readonly drained: boolean;
}

type Rule = (input: WarningInput) => string[];

const RULES: readonly Rule[] = [
  books,
  cutShort,
  shortOfTasks,
  stalls,
  timerError,
  saturation,
  rateShortfall,
  autoAck,
  forgottenAcks,
  connections,
  negativeDurations,
  strangeRecords,
];

export const warningsOf = (input: WarningInput): string[] => RULES.flatMap((rule) => rule(input));

function books({ ledger }: WarningInput): string[] {
  return addsUp(ledger)
    ? []
    : [`the ledger's columns do not add up to its ${ledger.attempted} attempted tasks: this is a bug in the checker`];
}

function cutShort({ drained, ledger }: WarningInput): string[] {
  return drained
    ? []
    : [
        `the run did not drain: ${counted(ledger.remaining, "task was", "tasks were")} neither completed nor lost when it ended`,
      ];
}

function shortOfTasks({ settings, ledger }: WarningInput): string[] {
  const short = settings.tasks !== null && settings.timeSeconds === null && ledger.attempted < settings.tasks;
  return short
    ? [
        `only ${ledger.attempted} of the ${settings.tasks} planned tasks ${ledger.attempted === 1 ? "was" : "were"} attempted`,
      ]
    : [];
}

function stalls({ settings, attempts, executions }: WarningInput): string[] {
  // Work that burns the core blocks the loop on purpose.
  const traces: readonly ProcessTrace[] =
    settings.work === "cpu" ? attempts.traces : [...attempts.traces, ...executions.traces];
  const stalled = traces.filter(({ worstStallMicros }) => worstStallMicros >= STALL_WORTH_NAMING_MICROS);
  const [first, ...rest] = stalled.toSorted((a, b) => b.worstStallMicros - a.worstStallMicros);
  if (!first) return [];
  const others = rest.length > 0 ? ` (and ${counted(rest.length, "other process", "other processes")} for less)` : "";
  return [
    `the event loop of ${nameOf(first)} stalled for ${Math.round(first.worstStallMicros / 1e3)} ms${others}: latencies of that order are the generator's, not the broker's`,
  ];
}

function timerError({ executions: { workRatio } }: WarningInput): string[] {
  const median = workRatio.percentile(50);
  if (median === null) return [];
  const error = median / RATIO_SCALE - 1;
  if (Math.abs(error) <= TIMER_ERROR_WORTH_NAMING) return [];
  const direction = error > 0 ? "longer" : "shorter";
  return [
    `work took ${(Math.abs(error) * 100).toFixed(0)} % ${direction} than planned in the median: timers or cores, not the broker, are the limit`,
  ];
}

function saturation({ settings, attempts: { table }, ledger }: WarningInput): string[] {
  const { backlog, ratePerSecond, producers, workers, workerConcurrency } = settings;
  if (ledger.attempted === 0) return [];
  if (backlog) {
    return [
      `the queue was filled with ${counted(ledger.attempted, "task")} before the workers subscribed: end-to-end latency is the wait in that backlog`,
    ];
  }
  if (ratePerSecond === null) {
    return [
      `no rate was set, so ${counted(ledger.attempted, "task was", "tasks were")} published as fast as the broker took them: end-to-end latency is the length of the backlog`,
    ];
  }
  let micros = 0;
  for (let task = 1; task <= table.last; task++) micros += table.costMicros[task] ?? 0;
  const load = (ratePerSecond * producers * micros) / 1e6 / ledger.attempted / (workers * workerConcurrency);
  return load >= 1
    ? [
        `the offered load is ${load.toFixed(2)} times what ${counted(workers, "worker")} can do: latency grows with the length of the run`,
      ]
    : [];
}

function rateShortfall({ settings, throughput: { publishedPerSecond } }: WarningInput): string[] {
  if (settings.ratePerSecond === null || publishedPerSecond === null) return [];
  const asked = settings.ratePerSecond * settings.producers;
  return publishedPerSecond < asked * (1 - RATE_SHORTFALL_WORTH_NAMING)
    ? [`the producers reached ${publishedPerSecond.toFixed(0)} of the ${asked} publishes per second that were asked`]
    : [];
}

function autoAck({ settings, executions: { slots } }: WarningInput): string[] {
  const peak = slots.peakHeld.reduce((a, b) => Math.max(a, b), 0);
  return settings.ack === "auto" && peak > 1
    ? [
        `with automatic acknowledgement prefetch is ignored and nothing holds the broker back: worker ${slots.peakHeld.indexOf(peak)} held up to ${peak} deliveries at a time`,
      ]
    : [];
}

function forgottenAcks({ settings, ledger }: WarningInput): string[] {
  return settings.ack === "forget" && ledger.delivered > 0
    ? [
        `of ${counted(ledger.delivered, "delivery", "deliveries")} none was acknowledged: the broker kept them until their worker quit`,
      ]
    : [];
}

function connections({ attempts, executions }: WarningInput): string[] {
  const traces = [...attempts.traces, ...executions.traces];
  const total = (key: "disconnects" | "cancels" | "blocks"): number =>
    traces.reduce((sum, trace) => sum + trace[key], 0);
  const worst = traces.toSorted((a, b) => b.disconnects - a.disconnects)[0];
  return [
    ...(worst && worst.disconnects > 0
      ? [
          `${counted(total("disconnects"), "connection was", "connections were")} lost, ${worst.disconnects} of them by ${nameOf(worst)}`,
        ]
      : []),
    ...(total("blocks") > 0
      ? [`the broker's memory or disk alarm blocked publishing ${counted(total("blocks"), "time")}`]
      : []),
    ...(total("cancels") > 0 ? [`the broker cancelled ${counted(total("cancels"), "consumer")}`] : []),
  ];
}

function negativeDurations({ attempts, executions }: WarningInput): string[] {
  const negative = attempts.confirm.negative + executions.bufferWait.negative + executions.work.negative;
  return negative > 0
    ? [
        `${counted(negative, "duration was negative and counts", "durations were negative and count")} as 0: the records are out of order`,
      ]
    : [];
}

function strangeRecords({ attempts, executions }: WarningInput): string[] {
  const strange = [...attempts.traces, ...executions.traces].reduce((sum, trace) => sum + trace.strange, 0);
  return [
    ...(strange > 0
      ? [`${counted(strange, "record names", "records name")} a kind, slot or task that does not belong to this run`]
      : []),
    ...(attempts.reattempted > 0
      ? [`${counted(attempts.reattempted, "task was", "tasks were")} attempted more than once`]
      : []),
  ];
}

function nameOf({ role, process }: ProcessTrace): string {
  return `${role === Role.producer ? "producer" : "worker"} process ${process}`;
}
