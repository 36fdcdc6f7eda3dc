// A virtual run as the checker would report it, with the simplest correct derivation of each number; for fixtures only.
import { finding, findingSentence } from "@fairhare/findings";
import { type Latency, type RunResult, worstQueueOf } from "@fairhare/results";
import { type TrialSettings, createWorkload } from "@fairhare/workload";
import { toMilliseconds } from "@fairhare/core";
import { queueRows } from "./queue-rows.ts";
import { fairnessOf, workerRows } from "./worker-rows.ts";
import { runVirtually, type VirtualCompletion, type VirtualKill, type VirtualRun } from "./virtual-run.ts";

export interface RunOptions {
  readonly run?: number;
  readonly kills?: readonly VirtualKill[];
  /** Milliseconds; the run is cut short at this time, and its verdict is unknown. */
  readonly cutAtMs?: number;
  /** Factor on every time, so that repeats differ a little. */
  readonly slowness?: number;
}

const TIMELINE_WINDOWS = 60;

export function buildRun(settings: TrialSettings, options: RunOptions = {}): RunResult {
  const { run = 1, kills = [], cutAtMs = Infinity, slowness = 1 } = options;
  const virtual = runVirtually(settings, kills, cutAtMs);
  const { completions, sentMs } = virtual;
  const makespanMs = Math.max(0, ...completions.map((completion) => completion.completedMs)) * slowness;
  const boundMs = lowerBound(settings, sentMs);
  const workers = workerRows(settings, virtual, kills, makespanMs, slowness);
  const queues = queueRows(settings, virtual, slowness);
  const completed = completions.length;
  const attempted = sentMs.length;
  const cut = cutAtMs < Infinity;
  const findings = cut ? [finding("note", { text: "The run was interrupted before the queue was empty." })] : [];
  return {
    run,
    verdict: cut ? "unknown" : "pass",
    evidence: {
      complete: !cut,
      gaps: [],
      sources: { published: "own", delivered: "own", completed: "own" },
    },
    client: null,
    agents: [],
    clocks: [],
    warmUp: { rule: "none", discardedMs: 0, discardedTasks: 0 },
    findings,
    warnings: findings.map(findingSentence),
    directory: `runs/${run}`,
    makespanMs,
    boundMs: settings.work === "none" ? null : boundMs,
    boundRatio: settings.work === "none" ? null : makespanMs / boundMs,
    throughput: {
      publishedPerSecond: (attempted / Math.max(1, sentMs.at(-1) ?? 1)) * 1000,
      confirmedPerSecond: settings.confirmWindow > 0 ? (attempted / Math.max(1, sentMs.at(-1) ?? 1)) * 1000 : null,
      completedPerSecond: (completed / makespanMs) * 1000,
      failedPerSecond: null,
      window: "measure",
    },
    latencyMs: latenciesOf(settings, completions, slowness),
    latencyByPriorityMs: {},
    retriedBy: null,
    fairness: fairnessOf(workers, settings.work === "none", makespanMs),
    workers,
    queues,
    worstQueue: worstQueueOf(queues),
    ledger: {
      attempted,
      confirmed: settings.confirmWindow > 0 ? attempted : 0,
      nacked: 0,
      returned: 0,
      unknown: 0,
      unknownUnread: 0,
      delivered: virtual.deliveries,
      redelivered: [...virtual.redeliveredBySlot.values()].reduce((sum, count) => sum + count, 0),
      completed,
      duplicated: 0,
      lost: 0,
      lostUnconfirmed: 0,
      unexpected: 0,
      foreignDelivered: 0,
      foreignCompleted: 0,
      deadLettered: 0,
      dropped: 0,
      remaining: attempted - completed,
      failed: 0,
      retried: 0,
      crashed: 0,
      deadLettersByReason: [],
      givenBack: [],
      losses: [],
      lossesByCause: [],
      duplicates: [],
      duplicatesByCause: [],
    },
    faults: kills.map((kill) => ({
      kind: "kill",
      target: `worker ${kill.slot}`,
      atMs: kill.atMs,
      healedAtMs: kill.replacedAtMs,
      nodes: [],
      leader: null,
      endedAtMs: kill.atMs,
      replacedAtMs: kill.replacedAtMs,
      recovery: {
        timeToRedeliveryMs: 3.4,
        lastRedeliveryMs: 9.1,
        redelivered: null,
        timeToLeaderMs: null,
        publishGapMs: null,
        consumeGapMs: null,
        lossWindowMs: null,
        dipRatio: 0.25,
        catchUpMs: kill.replacedAtMs === null ? null : 180,
        blockedMs: null,
      },
    })),
    queueType: "classic",
    connections: [{ uri: 0, producers: settings.producers, workers: settings.workers }],
    disconnects: [],
    cancellations: 0,
    cost: {
      clientCpuSeconds: 1.84,
      clientPeakRssBytes: 61e6 * (settings.workers + 1),
      brokerCpuSeconds: 0.62,
      brokerPeakRssBytes: 128e6,
      clientCpuMsPer1000Tasks: 1_440e3 / (settings.tasks ?? 200),
      brokerCpuMsPer1000Tasks: 620e3 / (settings.tasks ?? 200),
      workerPeakRssBytes: 61e6,
      orchestratorCpuSeconds: 0.41,
      clientSentBytes: 168 * (settings.tasks ?? 200),
      clientReceivedBytes: 131 * (settings.tasks ?? 200),
      brokerDiskBytes: 2_097_152,
      historyBytes: 160 * (settings.tasks ?? 200),
    },
    timeline: timelineOf(virtual, makespanMs, slowness),
  };
}

function latenciesOf(
  settings: TrialSettings,
  completions: readonly VirtualCompletion[],
  slowness: number,
): RunResult["latencyMs"] {
  const of = (milliseconds: (completion: VirtualCompletion) => number): Latency =>
    latencyOf(completions.map((completion) => milliseconds(completion) * slowness));
  return {
    endToEnd: of(({ sentMs, completedMs }) => completedMs - sentMs),
    queueWait: of(({ sentMs, deliveredMs }) => deliveredMs - sentMs),
    bufferWait: of(({ deliveredMs, beganMs }) => beganMs - deliveredMs),
    work: of(({ beganMs, completedMs }) => completedMs - beganMs + 0.02),
    confirm: settings.confirmWindow > 0 ? of(({ task }) => 0.6 + (task % 7) * 0.15) : latencyOf([]),
  };
}

function latencyOf(values: readonly number[]): Latency {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | null => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return {
    count: sorted.length,
    min: sorted[0] ?? null,
    mean: sorted.length > 0 ? sorted.reduce((sum, value) => sum + value, 0) / sorted.length : null,
    p50: at(0.5),
    p75: at(0.75),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
  };
}

function timelineOf(
  { completions, sentMs, ready }: VirtualRun,
  makespanMs: number,
  slowness: number,
): RunResult["timeline"] {
  const windowMs =
    [10, 20, 50, 100, 200, 250, 500, 1000].find((window) => makespanMs / window <= TIMELINE_WINDOWS) ?? 1000;
  const counts = (times: readonly number[]): number[] => {
    const windows = Array.from({ length: Math.ceil(makespanMs / windowMs) }, () => 0);
    for (const time of times) {
      const window = Math.min(windows.length - 1, Math.floor((time * slowness) / windowMs));
      windows[window] = (windows[window] ?? 0) + 1;
    }
    return windows;
  };
  const every = Math.max(1, Math.floor(ready.length / 50));
  const completed = counts(completions.map((completion) => completion.completedMs));
  const latencies = completed.map((_, window) =>
    latencyOf(
      completions
        .filter(({ completedMs }) => Math.floor((completedMs * slowness) / windowMs) === window)
        .map(({ sentMs: sent, completedMs }) => (completedMs - sent) * slowness),
    ),
  );
  return {
    windowMs,
    published: counts(sentMs),
    completed,
    endToEndMs: {
      p50: latencies.map(({ p50 }) => p50),
      p95: latencies.map(({ p95 }) => p95),
      p99: latencies.map(({ p99 }) => p99),
      max: latencies.map(({ max }) => max),
    },
    ready: ready.filter((_, index) => index % every === 0).map(([time, depth]) => [time * slowness, depth]),
    unacked: [],
    queueMemoryBytes: [],
    brokerMemoryBytes: [],
  };
}

function lowerBound(settings: TrialSettings, sentMs: readonly number[]): number {
  const workload = createWorkload(settings);
  const costs = sentMs.map((_, index) => toMilliseconds(workload.cost(index + 1)));
  const latest = Math.max(0, ...sentMs.map((sent, index) => sent + (costs[index] ?? 0)));
  return Math.max(costs.reduce((sum, cost) => sum + cost, 0) / settings.workers, latest);
}
