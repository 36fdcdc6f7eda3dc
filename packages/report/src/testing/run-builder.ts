// A virtual run as the checker would report it, with the simplest correct derivation of each number; for fixtures only.
import { finding, findingSentence } from "@fairhare/findings";
import {
  jainIndex,
  type LaneSegment,
  type Latency,
  type RunResult,
  type WorkerResult,
  worstQueueOf,
} from "@fairhare/results";
import { type TrialSettings, createWorkload } from "@fairhare/workload";
import { toMilliseconds } from "@fairhare/core";
import { queueRows } from "./queue-rows.ts";
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
const LANE_SEGMENTS = 300;

export function buildRun(settings: TrialSettings, options: RunOptions = {}): RunResult {
  const { run = 1, kills = [], cutAtMs = Infinity, slowness = 1 } = options;
  const virtual = runVirtually(settings, kills, cutAtMs);
  const { completions, sentMs } = virtual;
  const makespanMs = Math.max(0, ...completions.map((completion) => completion.completedMs)) * slowness;
  const boundMs = lowerBound(settings, sentMs);
  const workers = workersOf(settings, virtual, kills, makespanMs, slowness);
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

function workersOf(
  settings: TrialSettings,
  { completions, redeliveredBySlot }: VirtualRun,
  kills: readonly VirtualKill[],
  makespanMs: number,
  slowness: number,
): WorkerResult[] {
  const doneBy = (slot: number): VirtualCompletion[] => completions.filter((completion) => completion.slot === slot);
  const busyOf = (slot: number): number =>
    doneBy(slot).reduce((sum, { beganMs, completedMs }) => sum + completedMs - beganMs, 0) * slowness;
  const slots = Array.from({ length: settings.workers }, (_, index) => index + 1);
  const total = slots.reduce((sum, slot) => sum + busyOf(slot), 0);
  return slots.map((slot) => {
    const own = doneBy(slot);
    const kill = kills.find((candidate) => candidate.slot === slot);
    return {
      slot,
      agent: 0,
      incarnations: kill && kill.replacedAtMs !== null ? 2 : 1,
      tasks: own.length,
      heavyTasks: own.filter((completion) => completion.heavy).length,
      busyMs: busyOf(slot),
      idleMs: Math.max(0, presentOf(kill, makespanMs).reduce((sum, [from, to]) => sum + to - from, 0) - busyOf(slot)),
      busyShare: total > 0 ? busyOf(slot) / total : null,
      redelivered: redeliveredBySlot.get(slot) ?? 0,
      duplicated: 0,
      joinedAtMs: null,
      present: presentOf(kill, makespanMs),
      diedAtMs: kill && kill.replacedAtMs === null ? kill.atMs : null,
      lane: settings.work === "none" ? [] : laneOf(own, slowness),
    };
  });
}

function presentOf(kill: VirtualKill | undefined, makespanMs: number): [number, number][] {
  if (kill === undefined) return [[0, makespanMs]];
  const { atMs, replacedAtMs } = kill;
  return [[0, atMs], ...(replacedAtMs === null ? [] : [[replacedAtMs, makespanMs] satisfies [number, number]])];
}

/** Neighbours are merged beyond a few hundred segments. */
function laneOf(completions: readonly VirtualCompletion[], slowness: number): LaneSegment[] {
  const together = Math.ceil(completions.length / LANE_SEGMENTS);
  const lane: LaneSegment[] = [];
  for (let first = 0; first < completions.length; first += together) {
    const merged = completions.slice(first, first + together);
    const busy = merged.map((completion) => completion.completedMs - completion.beganMs);
    const heavy = merged.map((completion, index) => (completion.heavy ? (busy[index] ?? 0) : 0));
    const [total, heavyTotal] = [busy, heavy].map((values) => values.reduce((sum, value) => sum + value, 0));
    const share = total && heavyTotal !== undefined ? heavyTotal / total : 0;
    lane.push([(merged[0]?.beganMs ?? 0) * slowness, (merged.at(-1)?.completedMs ?? 0) * slowness, share]);
  }
  return lane;
}

function fairnessOf(workers: readonly WorkerResult[], withoutWork: boolean, makespanMs: number): RunResult["fairness"] {
  const shares = workers.map((worker) => worker.busyShare ?? 0);
  const jainTasks = jainIndex(workers.map((worker) => worker.tasks));
  if (withoutWork)
    return {
      jainTasks,
      jainBusy: null,
      maxBusyShare: null,
      minBusyShare: null,
      idleWhileBacklogMs: null,
      dispatchBreaks: null,
    };
  const idleMs = workers.reduce((sum, worker) => sum + worker.idleMs, 0);
  return {
    jainTasks,
    jainBusy: jainIndex(workers.map((worker) => worker.busyMs)),
    maxBusyShare: Math.max(...shares),
    minBusyShare: Math.min(...shares),
    dispatchBreaks: null,
    idleWhileBacklogMs: Math.max(0, idleMs - 0.05 * makespanMs * workers.length),
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
  return {
    windowMs,
    published: counts(sentMs),
    completed: counts(completions.map((completion) => completion.completedMs)),
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
