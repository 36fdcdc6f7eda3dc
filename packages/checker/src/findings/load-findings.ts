// Findings about the load: whether the load generator or the plan, not the broker, determined the numbers.
import { type Finding, finding } from "@fairhare/findings";
import { hasOneActiveWorker, meanRate, queuesOfSlot, totalSpeed, workersByQueue } from "@fairhare/workload";
import { unbegunSlots } from "../fairness/unbegun-slots.ts";
import type { Checker } from "../checker.ts";
import { generatorLimit } from "./generator-limit.ts";
import { Attempt, type AttemptTable } from "../history/tasks/attempt-table.ts";
import { RATIO_SCALE } from "../history/tasks/executions.ts";
import { totalsOf, tracesOf } from "../history/process-trace.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { checkWarmUp, warmUpOf } from "../run/warm-up.ts";

/** 50 ms: half of 100 ms, the shortest delay that people notice. A shorter stall does not change the conclusions. */
const RELEVANT_STALL_MICROS = 50_000;
const RELEVANT_TIMER_ERROR = 0.05;
/** Of programs: the way of the delivery and of the ack counts too. */
const RELEVANT_PROGRAM_ERROR = 0.25;
const RELEVANT_RATE_SHORTFALL = 0.05;

/** Deliveries per worker; with fewer, one worker may receive all of them by chance. */
const SEEN_FROM_DELIVERIES = 3;

type Rule = Checker<Finding[]>;

const stalls: Rule = (history, { trial }) => {
  // CPU work blocks the event loop on purpose.
  const traces = trial.work === "cpu" ? history.attempts.traces : tracesOf(history);
  const worst = totalsOf(traces, ({ worstStallMicros }) => worstStallMicros, Math.max);
  const [first, ...rest] = worst.filter(({ value }) => value >= RELEVANT_STALL_MICROS);
  if (!first) return [];
  const { role, process, value } = first;
  return [finding("event-loop-stall", { role, process, stallMs: value / 1e3, others: rest.length })];
};

const timerError: Rule = ({ executions: { workRatio } }, { trial }) => {
  const median = workRatio.percentile(50);
  if (median === null) return [];
  const error = median / RATIO_SCALE - 1;
  if (trial.workerCommand !== null)
    return Math.abs(error) > RELEVANT_PROGRAM_ERROR ? [finding("client-work-differs", { percent: error * 100 })] : [];
  return Math.abs(error) > RELEVANT_TIMER_ERROR ? [finding("service-time-error", { percent: error * 100 })] : [];
};

const saturation: Rule = (history, settings) => {
  const { backlog, ratePerSecond, producers, workerConcurrency } = settings.trial;
  const { table } = history.attempts;
  // Workers that joined count in full.
  const workers = history.executions.slots.slots;
  const { attempted } = ledgerOf(history, settings).ledger;
  if (attempted === 0 || workers === 0) return [];
  if (backlog) return [finding("latency-includes-backlog", { tasks: attempted })];
  if (ratePerSecond === null) return [finding("latency-without-rate", { tasks: attempted })];
  const capacity = totalSpeed({ ...settings.trial, workers });
  let micros = 0;
  for (let task = 1; task <= table.last; task++) micros += table.costMicros[task] ?? 0;
  const rate = meanRate(ratePerSecond, attempted / producers);
  const load = (rate * producers * micros) / 1e6 / attempted / (capacity * workerConcurrency);
  return load >= 1 ? [finding("overload", { load, workers })] : [];
};

/**
 * Compares the publishes with their schedule, not with the mean rate: a Poisson schedule, or one of a few tasks, is longer
 * or shorter than its mean rate says.
 */
const rateShortfall: Rule = ({ attempts: { table } }, { trial }) => {
  if (trial.ratePerSecond === null) return [];
  const { scheduled, took } = publishingSpans(table);
  const isLate = took - scheduled >= RELEVANT_STALL_MICROS * 1e3;
  if (!isLate || scheduled >= took * (1 - RELEVANT_RATE_SHORTFALL)) return [];
  const asked = meanRate(trial.ratePerSecond, table.count / trial.producers) * trial.producers;
  return [
    finding("rate-not-reached", {
      reached: (asked * scheduled) / took,
      asked,
      scheduledMs: scheduled / 1e6,
      tookMs: took / 1e6,
    }),
  ];
};

/** From the first publish to the last, by intended and by actual send times; nanoseconds. */
function publishingSpans(table: AttemptTable): { readonly scheduled: number; readonly took: number } {
  let [firstDue, lastDue, first, last] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let task = 1; task <= table.last; task++) {
    const due = table.intendedAt[task] ?? 0;
    if (!table.is(task, Attempt.attempted) || due === 0) continue;
    firstDue = Math.min(firstDue, due);
    lastDue = Math.max(lastDue, due);
    first = Math.min(first, table.attemptedAt(task));
    last = Math.max(last, table.attemptedAt(task));
  }
  return { scheduled: Math.max(0, lastDue - firstDue), took: Math.max(0, last - first) };
}

const autoAckBuffer: Rule = ({ executions: { slots } }, { trial }) => {
  const deliveries = slots.peakHeld.reduce((a, b) => Math.max(a, b), 0);
  return trial.ack === "auto" && deliveries > 1
    ? [finding("auto-ack-buffer", { worker: slots.peakHeld.indexOf(deliveries), deliveries })]
    : [];
};

const neverAcknowledged: Rule = (history, settings) => {
  const { delivered } = ledgerOf(history, settings).ledger;
  return settings.trial.ack === "forget" && delivered > 0
    ? [finding("never-acknowledged", { deliveries: delivered })]
    : [];
};

/** With a predeclared queue, the history alone shows that one worker received everything. */
const oneActive: Rule = ({ executions: { slots, delivered } }, { trial }) => {
  const workers = slots.slots;
  const active = slots.peakHeld.reduce((count, held) => count + (held > 0 ? 1 : 0), 0);
  const isDeclared = hasOneActiveWorker(trial);
  const isSeen = trial.queue.predeclared && active === 1 && delivered >= SEEN_FROM_DELIVERIES * workers;
  return workers > 1 && active > 0 && (isDeclared || isSeen)
    ? [finding("single-active-consumer", { active, workers, deliveries: delivered, isDeclared })]
    : [];
};

const unevenQueues: Rule = (_history, { trial }) => {
  const { workers, queues } = trial;
  if (queues === 1 || workers === 0) return [];
  const shares =
    workers > queues
      ? workersByQueue(trial)
      : Array.from({ length: workers }, (_, index) => queuesOfSlot(index + 1, trial).length);
  const [least, most] = shares.reduce(
    ([low, high], share) => [Math.min(low, share), Math.max(high, share)],
    [Infinity, 0],
  );
  return least < most ? [finding("queues-uneven", { workers, queues, least, most })] : [];
};

const unbegun: Rule = (history, settings) => {
  const workers = unbegunSlots(history, settings).length;
  return workers > 0 ? [finding("workers-not-begun", { workers, of: settings.trial.workers })] : [];
};

const warmUp: Rule = (history, settings) => {
  const { rule, discardedMs, discardedTasks: tasks } = checkWarmUp(history, settings);
  return [
    ...(discardedMs > 0
      ? [finding("warm-up-left-out", { leftOutMs: discardedMs, tasks, isGiven: rule === "given" })]
      : []),
    ...(warmUpOf(history, settings).isUnsteady ? [finding("no-steady-state")] : []),
  ];
};

export const LOAD_RULES: readonly Rule[] = [
  stalls,
  timerError,
  saturation,
  rateShortfall,
  generatorLimit,
  autoAckBuffer,
  neverAcknowledged,
  oneActive,
  unevenQueues,
  unbegun,
  warmUp,
];
