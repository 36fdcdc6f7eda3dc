// Shared by both pictures of workers over time: the shapes of a lane, the presence of a worker, the subtitle.
import { formatMs, formatRatio } from "@fairhare/core";
import type { LaneSegment, RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { whichRun } from "../metrics.ts";

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
  return spans
    .map(
      ({ from, to }) =>
        `M${rounded(from)} ${rounded(top)}h${rounded(to - from)}v${rounded(thickness)}h${rounded(from - to)}z`,
    )
    .join("");
}

const levelOf = (heavy: number, levels: number): number => Math.round(Math.min(1, Math.max(0, heavy)) * (levels - 1));

const rounded = (value: number): string => String(Number(value.toFixed(2)));

/** When the worker could work. Older results lack it: then from the start or the joining to the death or the makespan. */
export function presentOf(worker: WorkerResult, makespanMs: number | null): readonly (readonly [number, number])[] {
  if (worker.present.length > 0) return worker.present;
  const from = Math.max(0, worker.joinedAtMs ?? 0);
  return [[from, Math.max(from, worker.diedAtMs ?? makespanMs ?? 0)]];
}

export function laneSubtitle(trial: TrialResult, run: RunResult): string {
  const which = whichRun(trial, run);
  const makespan = `${which === "" ? "" : `${which}, `}makespan ${formatMs(run.makespanMs)}`;
  return run.boundRatio === null
    ? makespan
    : `${makespan}, ${formatRatio(run.boundRatio)} the lower bound of ${formatMs(run.boundMs)}`;
}
