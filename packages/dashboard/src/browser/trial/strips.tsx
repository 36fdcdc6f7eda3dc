// A large fleet over time: a thin strip per worker, darker where it is busier.
import { presentOf, workersWithLane } from "@fairhare/report";
import { formatCount, formatMs, formatPercent } from "@fairhare/core";
import type { WorkerResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { leftMargin, rightMargin } from "../margins.ts";
import { ticksOf } from "../ticks.ts";
import { FaultLines, type PlotProps, toXOf } from "./time-axis.tsx";
import type { View } from "./zoom.tsx";

const LEVELS = 6;
const AXIS = 26;
/** Pixels of a cell. */
const CELL = 6;
/** Strips from one name of a worker to the next. */
const LABEL_EVERY = 20;

export function Strips({ run, view, width, onReading }: PlotProps): ComponentChildren {
  const { makespanMs, faults } = run;
  const workers = workersWithLane(run.workers);
  const pitch = workers.length > 100 ? 3 : 4;
  const height = workers.length * pitch;
  const [left, plot] = [leftMargin(width), width - leftMargin(width) - rightMargin(width)];
  const columns = Math.max(1, Math.floor(plot / CELL));
  const sample = workers.length < run.workers.length ? `, of which ${formatCount(workers.length)} are shown` : "";
  const toX = toXOf(view, left, left + plot);
  const shares = workers.map((worker) => busyShares(worker, makespanMs ?? 0, view, columns));
  const [row, setRow] = useState(0);
  return (
    <svg
      width={width}
      height={height + AXIS}
      role="group"
      tabIndex={0}
      aria-label={`Busy time of ${formatCount(run.workers.length)} workers over time${sample}. Press the up and down arrow keys to read each worker.`}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const lane = Math.floor((event.clientY - box.top) / pitch);
        const column = Math.floor((event.clientX - box.left - left) / (plot / columns));
        onReading(cellText(workers, view, columns, lane, column, shares[lane]?.[column]));
      }}
      onPointerLeave={() => onReading("")}
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const next = Math.min(workers.length - 1, Math.max(0, row + step));
        setRow(next);
        const worker = workers[next];
        if (worker !== undefined)
          onReading(`worker ${worker.slot}: ${formatCount(worker.tasks)} tasks, busy for ${formatMs(worker.busyMs)}`);
      }}
    >
      {Array.from({ length: LEVELS }, (_, level) => (
        <path class={`busy-${level}`} d={shapes(shares, level, left, pitch, plot / columns)} />
      ))}
      <FaultLines faults={faults} toX={toX} top={0} bottom={height} />
      {workers.map(({ slot }, lane) =>
        lane % LABEL_EVERY === 0 ? (
          <text class="lane-name" x={left - 6} y={(lane + 0.5) * pitch + 4} text-anchor="end">
            {slot}
          </text>
        ) : null,
      )}
      {ticksOf(view[0] / 1000, view[1] / 1000, width / 110).map((tick) => (
        <text class="tick" x={toX(tick * 1000)} y={height + 18} text-anchor="middle">
          {tick} s
        </text>
      ))}
    </svg>
  );
}

/** The busy share of each of `columns` equal time spans of the view; null while the worker was absent. */
function busyShares(worker: WorkerResult, makespanMs: number, [from, to]: View, columns: number): (number | null)[] {
  const cellMs = (to - from) / columns;
  const busy = Array.from({ length: columns }, () => 0);
  for (const [begin, end] of worker.lane) {
    const last = Math.min(columns - 1, Math.floor((end - from) / cellMs));
    for (let cell = Math.max(0, Math.floor((begin - from) / cellMs)); cell <= last; cell++) {
      const overlap = Math.min(end, from + (cell + 1) * cellMs) - Math.max(begin, from + cell * cellMs);
      busy[cell] = (busy[cell] ?? 0) + Math.max(0, overlap) / cellMs;
    }
  }
  const present = presentOf(worker, makespanMs);
  return busy.map((share, cell) => {
    const start = from + cell * cellMs;
    return share > 0 || present.some(([begin, end]) => begin < start + cellMs && end > start)
      ? Math.min(1, share)
      : null;
  });
}

/** Equal neighbours in a row are one rectangle. */
function shapes(
  rows: readonly (readonly (number | null)[])[],
  level: number,
  left: number,
  pitch: number,
  cell: number,
): string {
  const parts: string[] = [];
  for (const [row, shares] of rows.entries()) {
    let start = -1;
    for (let column = 0; column <= shares.length; column++) {
      const share = shares[column] ?? null;
      const isHere = share !== null && Math.round(share * (LEVELS - 1)) === level;
      if (isHere && start < 0) start = column;
      if (isHere || start < 0) continue;
      const width = ((column - start) * cell).toFixed(2);
      parts.push(`M${(left + start * cell).toFixed(2)} ${row * pitch}h${width}v${pitch}h-${width}z`);
      start = -1;
    }
  }
  return parts.join("");
}

function cellText(
  workers: readonly WorkerResult[],
  [from, to]: View,
  columns: number,
  lane: number,
  column: number,
  share: number | null | undefined,
): string {
  const worker = workers[lane];
  if (worker === undefined || share === undefined) return "";
  const cellMs = (to - from) / columns;
  const span = `${formatMs(from + column * cellMs)} to ${formatMs(from + (column + 1) * cellMs)}`;
  return `worker ${worker.slot}, ${span}: ${share === null ? "absent" : `${formatPercent(share)} busy`}`;
}
