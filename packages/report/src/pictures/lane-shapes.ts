// Shared by both pictures of workers over time: the shapes of a lane, the presence of a worker, the texts.
import { counted, formatMs, formatRatio } from "@fairhare/core";
import {
  hasLane,
  type LaneSegment,
  laneSlots,
  type RunResult,
  type TrialResult,
  type WorkerResult,
} from "@fairhare/results";
import { whichRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { sharePart } from "../words/fairness/share-words.ts";
import { faultsPhrase } from "./axes/fault-marks.ts";

/** Pixels; keeps a single short task visible. */
const THINNEST_PX = 0.6;

/** One lane's segments of one colour as SVG path data: rectangles, merged where they are finer than the picture. */
export function laneShapes(
  lane: readonly LaneSegment[],
  level: number,
  levels: number,
  toX: (ms: number) => number,
  top: number,
  thickness: number,
): string {
  const spans: { from: number; to: number }[] = [];
  for (const [fromMs, toMs, heavy] of lane) {
    if (levelOf(heavy, levels) !== level) continue;
    const [from, to] = [toX(fromMs), toX(toMs)];
    const last = spans.at(-1);
    // A burst of short tasks is one rectangle, so that their minimum widths do not add up.
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to: Math.max(to, from + THINNEST_PX) });
  }
  return rectangles(spans, top, thickness);
}

/** The stretches of time in which a worker could work, as SVG path data. */
export const presenceShapes = (
  present: readonly (readonly [number, number])[],
  toX: (ms: number) => number,
  top: number,
  thickness: number,
): string =>
  rectangles(
    present.map(([from, to]) => ({ from: toX(from), to: toX(to) })),
    top,
    thickness,
  );

const rectangles = (spans: readonly { from: number; to: number }[], top: number, thickness: number): string =>
  spans
    .map(
      ({ from, to }) =>
        `M${rounded(from)} ${rounded(top)}h${rounded(to - from)}v${rounded(thickness)}h${rounded(from - to)}z`,
    )
    .join("");

const levelOf = (heavy: number, levels: number): number => Math.round(Math.min(1, Math.max(0, heavy)) * (levels - 1));

const rounded = (value: number): string => String(Number(value.toFixed(2)));

/** When the worker could work. Older results lack it: then from the start or the joining to the death or the makespan. */
export function presentOf(worker: WorkerResult, makespanMs: number | null): readonly (readonly [number, number])[] {
  if (worker.present.length > 0) return worker.present;
  const from = Math.max(0, worker.joinedAtMs ?? 0);
  return [[from, Math.max(from, worker.diedAtMs ?? makespanMs ?? 0)]];
}

/** The workers whose lanes are recorded. One without any work in its lane was idle, unless it has completed tasks. */
export function workersWithLane(workers: readonly WorkerResult[]): readonly WorkerResult[] {
  const slots = laneSlots(workers.length);
  return workers.filter(({ slot, lane, tasks }) => hasLane(slot, slots) && (lane.length > 0 || tasks === 0));
}

/** The time axis of the lanes, and why it is longer than the run or differs from that of other trials; empty if neither. */
export interface LaneAxis {
  readonly toMs: number;
  readonly note: string;
}

export function laneSubtitle(trial: TrialResult, run: RunResult): string {
  const which = whichRun(trial, run);
  const makespan = `${which === "" ? "" : `${which}, `}makespan ${formatMs(run.makespanMs)}`;
  return run.boundRatio === null
    ? makespan
    : `${makespan}, ${formatRatio(run.boundRatio)} the lower bound of ${formatMs(run.boundMs)}`;
}

/** What the lanes show, as a sentence: the finding, the makespan, and the faults. */
export function laneAlt(trial: TrialResult, run: RunResult): string {
  const { says } = sharePart(trial);
  return [
    `Work of ${counted(run.workers.length, "worker")} over ${formatMs(run.makespanMs)}, ${trialLabel(trial)}: ${says}.`,
    run.boundRatio === null ? "" : `Makespan ${formatRatio(run.boundRatio)} the lower bound.`,
    faultsPhrase(run.faults),
  ]
    .filter(Boolean)
    .join(" ");
}
