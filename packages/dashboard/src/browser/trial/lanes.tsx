// What each worker did over time: a lane per worker, or a strip per worker for a large fleet.
import { laneShapes, laneSubtitle, presentOf, WORK_RAMP } from "@fairhare/report";
import { formatCount, formatMs, formatPercent, formatShare } from "@fairhare/core";
import type { RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useWidth } from "../width.ts";
import { isNarrow, leftMargin, rightMargin } from "../margins.ts";
import { ticksOf } from "../ticks.ts";
import { LaneEvents } from "./lane-events.tsx";
import { Strips } from "./strips.tsx";
import { FaultLines, type PlotProps, toXOf } from "./time-axis.tsx";
import type { View } from "./zoom.tsx";

/** A larger fleet is drawn as strips. */
const LANES_AT_MOST = 60;
const AXIS = 26;

export interface LanesProps {
  readonly trial: TrialResult;
  readonly run: RunResult;
  readonly view: View;
}

export function Lanes({ trial, run, view }: LanesProps): ComponentChildren {
  const [holder, width] = useWidth<HTMLDivElement>();
  const [reading, setReading] = useState("");
  if (run.workers.every(({ lane }) => lane.length === 0)) return null;
  const isLarge = run.workers.length > LANES_AT_MOST;
  const shared = { run, view, width, onReading: setReading };
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{isLarge ? "Busy time of each worker" : "Work of each worker"}</span>
        <LaneLegend run={run} isLarge={isLarge} />
        <output class="reading" aria-live="polite">
          {reading || laneSubtitle(trial, run)}
        </output>
      </figcaption>
      <div ref={holder}>{width > 0 && (isLarge ? <Strips {...shared} /> : <LanePlot {...shared} />)}</div>
    </figure>
  );
}

function LaneLegend({ run, isLarge }: { readonly run: RunResult; readonly isLarge: boolean }): ComponentChildren {
  const merged = run.workers.some(({ lane }) => lane.some(([, , heavy]) => heavy > 0 && heavy < 1));
  const entries = isLarge
    ? [
        ["idle", "var(--busy-0)"],
        ["always busy", "var(--busy-5)"],
      ]
    : [
        ["heavy tasks", WORK_RAMP.at(-1) ?? ""],
        ...(merged ? [["both, merged", WORK_RAMP[2] ?? ""]] : []),
        ["light tasks", WORK_RAMP[0] ?? ""],
        ["idle", "var(--idle)"],
      ];
  return (
    <ul class="legend">
      {entries.map(([name, background]) => (
        <li>
          <span class="swatch" style={{ background: background ?? "" }} /> {name}
        </li>
      ))}
      {!isLarge && (
        <li>
          <span class="ended">✕</span> process ended <span class="began-again">▶</span> started
        </li>
      )}
    </ul>
  );
}

function LanePlot({ run, view, width, onReading }: PlotProps): ComponentChildren {
  const { workers, makespanMs, boundMs, faults } = run;
  const [left, right] = [leftMargin(width), rightMargin(width)];
  const pitch = pitchOf(workers.length);
  const thickness = Math.round(pitch * 0.7);
  const height = pitch * workers.length;
  const toX = toXOf(view, left, width - right);
  const [chosen, choose] = useState<readonly [lane: number, segment: number]>([0, -1]);
  const topOf = (lane: number): number => 14 + lane * pitch + (pitch - thickness) / 2;
  return (
    <svg
      width={width}
      height={height + 14 + AXIS}
      role="group"
      tabIndex={0}
      aria-label={`Work of ${formatCount(workers.length)} workers over time. Press the arrow keys to read the work of each worker.`}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const lane = Math.floor((event.clientY - box.top - 14) / pitch);
        const at = view[0] + ((event.clientX - box.left - left) / (width - left - right)) * (view[1] - view[0]);
        onReading(readingAt(workers[lane], makespanMs, at));
      }}
      onPointerLeave={() => onReading("")}
      onKeyDown={(event) => {
        const next = nextSegment(workers, chosen, event.key);
        if (next === null) return;
        event.preventDefault();
        choose(next);
        const worker = workers[next[0]];
        const segment = worker?.lane[next[1]];
        onReading(
          segment === undefined ? workerText(worker) : readingAt(worker, makespanMs, (segment[0] + segment[1]) / 2),
        );
      }}
    >
      <clipPath id="lanes-clip">
        <rect x={left} y={0} width={Math.max(0, width - left - right)} height={height + 14} />
      </clipPath>
      <g clip-path="url(#lanes-clip)">
        {workers.map((worker, lane) =>
          presentOf(worker, makespanMs).map(([from, to]) => (
            <rect
              class="present"
              x={toX(from)}
              width={Math.max(0, toX(to) - toX(from))}
              y={topOf(lane)}
              height={thickness}
            />
          )),
        )}
        {workers.map((worker, lane) =>
          WORK_RAMP.map((fill, level) => (
            <path
              fill={fill}
              d={laneShapes(inView(worker.lane, view), level, WORK_RAMP.length, toX, topOf(lane), thickness)}
            />
          )),
        )}
        {boundMs !== null && <line class="bound" x1={toX(boundMs)} x2={toX(boundMs)} y1={14} y2={height + 14} />}
        <FaultLines faults={faults} toX={toX} top={14} bottom={height + 14} />
        <LaneEvents run={run} toX={toX} topOf={topOf} thickness={thickness} />
      </g>
      {workers.map(({ slot, busyShare }, lane) => (
        <>
          <text class="lane-name" x={left - 6} y={topOf(lane) + thickness / 2 + 4} text-anchor="end">
            {isNarrow(width) ? slot : `worker ${slot}`}
          </text>
          <text x={width - right + 6} y={topOf(lane) + thickness / 2 + 4}>
            {formatShare(busyShare)}
          </text>
        </>
      ))}
      {boundMs !== null && boundMs >= view[0] && boundMs <= view[1] && (
        <text class="axis-name" x={Math.min(toX(boundMs), width - right)} y={10} text-anchor="end">
          lower bound {formatMs(boundMs)}
        </text>
      )}
      {ticksOf(view[0] / 1000, view[1] / 1000, width / 110).map((tick) => (
        <text class="tick" x={toX(tick * 1000)} y={height + 14 + 18} text-anchor="middle">
          {tick} s
        </text>
      ))}
    </svg>
  );
}

function pitchOf(workers: number): number {
  if (workers <= 8) return 32;
  return workers <= 24 ? 24 : 16;
}

const inView = (lane: WorkerResult["lane"], [from, to]: View): WorkerResult["lane"] =>
  lane.filter(([begin, end]) => end >= from && begin <= to);

const workerText = (worker: WorkerResult | undefined): string =>
  worker === undefined
    ? ""
    : `worker ${worker.slot}: ${formatCount(worker.tasks)} tasks, ${formatShare(worker.busyShare)} of the busy time`;

/** `worker 2: busy from 1.20 s to 1.30 s, 100 % heavy`. */
function readingAt(worker: WorkerResult | undefined, makespanMs: number | null, at: number): string {
  if (worker === undefined) return "";
  const segment = worker.lane.find(([from, to]) => at >= from && at <= to);
  if (segment !== undefined) {
    const [from, to, heavy] = segment;
    return `worker ${worker.slot}: busy from ${formatMs(from)} to ${formatMs(to)}, ${formatPercent(heavy)} of it heavy`;
  }
  const isPresent = presentOf(worker, makespanMs).some(([from, to]) => at >= from && at <= to);
  return `worker ${worker.slot}: ${isPresent ? "idle" : "absent"} at ${formatMs(Math.max(0, at))}`;
}

const within = (index: number, length: number): number => Math.min(length - 1, Math.max(0, index));

/** Up and down change the worker, left and right the stretch of work. */
function nextSegment(
  workers: readonly WorkerResult[],
  [lane, segment]: readonly [number, number],
  key: string,
): readonly [number, number] | null {
  if (key === "ArrowDown" || key === "ArrowUp")
    return [within(lane + (key === "ArrowDown" ? 1 : -1), workers.length), -1];
  if (key === "ArrowRight" || key === "ArrowLeft")
    return [lane, within(segment + (key === "ArrowRight" ? 1 : -1), workers[lane]?.lane.length ?? 0)];
  return null;
}
