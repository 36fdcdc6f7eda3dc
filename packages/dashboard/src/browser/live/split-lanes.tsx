// The lanes of a running fleet whose tasks are heavy and light: the height of a bar is the busy share of its 250 ms, heavy
// work below and light work above it.
import { WORK_RAMP } from "@fairhare/report";
import type { ComponentChildren } from "preact";
import type { LiveWorkerLane } from "../../live/live-update.ts";

export const HEAVY = WORK_RAMP.at(-1) ?? "";
export const LIGHT = WORK_RAMP[0] ?? "";

/** Digits stand for fifths. */
const LEVELS = 5;
const GAP = 4;

interface SplitLanesProps {
  readonly workers: readonly LiveWorkerLane[];
  readonly left: number;
  /** Pixels of 250 ms. */
  readonly cell: number;
  /** Pixels from lane to lane. */
  readonly pitch: number;
}

export const SplitLanes = ({ workers, left, cell, pitch }: SplitLanesProps): ComponentChildren => (
  <>
    <path
      class="busy-0"
      d={workers.map(({ lane }, row) => bar(left, row * pitch + GAP / 2, lane.length * cell, pitch - GAP)).join("")}
    />
    <path fill={LIGHT} d={bars(workers, ({ lane }) => lane, { left, cell, pitch })} />
    <path fill={HEAVY} d={bars(workers, ({ heavy }) => heavy, { left, cell, pitch })} />
  </>
);

/** Bars that stand on the bottom of their lane; equal neighbours are one rectangle. */
function bars(
  workers: readonly LiveWorkerLane[],
  sharesOf: (worker: LiveWorkerLane) => string,
  { left, cell, pitch }: Omit<SplitLanesProps, "workers">,
): string {
  return workers
    .flatMap((worker, row) =>
      [...sharesOf(worker).matchAll(/([1-9])\1*/g)].map(({ index, 0: run }) => {
        const height = ((pitch - GAP) * Number(run[0])) / LEVELS;
        return bar(left + index * cell, (row + 1) * pitch - GAP / 2 - height, run.length * cell, height);
      }),
    )
    .join("");
}

const bar = (x: number, y: number, width: number, height: number): string =>
  `M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h-${width.toFixed(1)}z`;
