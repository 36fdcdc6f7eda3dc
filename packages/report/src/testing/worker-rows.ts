// The workers of a virtual run, and their fairness, as the checker would report them; for fixtures only.
import { jainIndex, type LaneSegment, type RunResult, type WorkerResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import type { VirtualCompletion, VirtualKill, VirtualRun } from "./virtual-run.ts";

const LANE_SEGMENTS = 300;

export function workerRows(
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
      host: null,
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

export function fairnessOf(
  workers: readonly WorkerResult[],
  withoutWork: boolean,
  makespanMs: number,
): RunResult["fairness"] {
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
