// One lane per worker over time, coloured by heavy and light tasks, so that idle and overloaded workers are visible.
import { formatMs, formatShare } from "@fairhare/core";
import type { RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { trialLabel } from "../words/setting-words.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { drawStrips } from "./heat-strips.ts";
import { laneShapes, laneSubtitle, presentOf } from "./lane-shapes.ts";
import { ALARM, AXIS_LINES, AXIS_TEXT, IDLE, INK, MUTED, pictureTitle, timeAxis, WORK_RAMP } from "./look.ts";

/** A larger fleet is drawn as strips. */
const LANES_AT_MOST = 64;
const TOP = 86;
const BOTTOM = 56;
const LEFT = 92;
const RIGHT = 96;
/** Share of the pitch that a lane fills; the rest is the gap to the next lane. */
const LANE_FILL = 0.68;
/** Share of the axis beyond which the name of the lower bound would overlap the head of the shares. */
const BOUND_LABEL = 0.9;
const END_OF_AXIS = { align: "right", padding: [0, 8, 0, 0] } as const;
/** Share of the axis that the text `joined at 4.21 s` takes. */
const JOIN_LABEL = 0.16;
const PRESENCE = "idle";
/** The level of the ramp that stands for all mixtures in the legend. */
const MIDDLE = Math.floor(WORK_RAMP.length / 2);
const PLOT_WIDTH = PICTURE_WIDTH - LEFT - RIGHT;

/** `axisMs` is the end of the time axis. Null without work. */
export function drawLanes(trial: TrialResult, run: RunResult, axisMs: number): Picture | null {
  if (run.workers.every((worker) => worker.lane.length === 0)) return null;
  if (run.workers.length > LANES_AT_MOST) return drawStrips(trial, run, axisMs);
  const pitch = lanePitch(run.workers.length);
  const height = TOP + BOTTOM + pitch * run.workers.length;
  const alt = `${trialLabel(trial)}: work of each of ${run.workers.length} workers over ${formatMs(run.makespanMs)}`;
  const option = {
    title: pictureTitle(`Work of each worker: ${trialLabel(trial)}`, laneSubtitle(trial, run)),
    legend: legend(run.workers),
    grid: { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM },
    xAxis: timeAxis(axisMs),
    yAxis: [laneAxis(run.workers, laneName(run.workers.length)), shareAxis(run.workers)],
    series: [
      presence(run, pitch, axisMs),
      ...laneSeries(run.workers, pitch, axisMs),
      marks(run, axisMs),
      joins(run.workers, axisMs),
      deaths(run.workers, axisMs),
    ],
  };
  return { svg: drawSvg(option, height, alt), alt, caption: "" };
}

function lanePitch(workers: number): number {
  if (workers <= 8) return 36;
  if (workers <= 16) return 26;
  return workers <= 32 ? 20 : 15;
}

/** With many lanes the number alone is shorter. */
const laneName =
  (workers: number) =>
  (worker: WorkerResult): string =>
    workers <= 32 ? `worker ${worker.slot}` : String(worker.slot);

/** The background of each lane while the worker could work: where it is visible, the worker was idle. */
function presence({ workers, makespanMs }: RunResult, pitch: number, axisMs: number): object {
  const thickness = Math.round(pitch * LANE_FILL);
  const toX = (ms: number): number => (Math.min(axisMs, Math.max(0, ms)) / axisMs) * PLOT_WIDTH;
  const stretches = workers.flatMap((worker, lane) =>
    presentOf(worker, makespanMs).map(([from, to]) => ({ lane, x: LEFT + toX(from), width: toX(to) - toX(from) })),
  );
  return {
    type: "custom",
    name: PRESENCE,
    silent: true,
    itemStyle: { color: IDLE },
    data: stretches.map(({ lane }) => [0, lane]),
    renderItem: ({ dataIndex }: { dataIndex: number }) => {
      const { lane = 0, x = 0, width = 0 } = stretches[dataIndex] ?? {};
      const y = TOP + lane * pitch + (pitch - thickness) / 2;
      return { type: "rect", shape: { x, width, y, height: thickness }, style: { fill: IDLE } };
    },
  };
}

/** One path per worker and colour: one rectangle per task would make megabytes of SVG. */
function laneSeries(workers: readonly WorkerResult[], pitch: number, axisMs: number): object[] {
  const toX = (ms: number): number => LEFT + (ms / axisMs) * PLOT_WIDTH;
  const thickness = Math.round(pitch * LANE_FILL);
  return WORK_RAMP.map((colour, level) => ({
    type: "custom",
    name: levelName(level),
    silent: true,
    itemStyle: { color: colour },
    data: workers.map((_, index) => [0, index]),
    renderItem: ({ dataIndex }: { dataIndex: number }) => {
      const top = TOP + dataIndex * pitch + (pitch - thickness) / 2;
      const pathData = laneShapes(workers[dataIndex]?.lane ?? [], level, WORK_RAMP.length, toX, top, thickness);
      return pathData === "" ? undefined : { type: "path", shape: { pathData }, style: { fill: colour } };
    },
  }));
}

const levelName = (level: number): string => {
  if (level === 0) return "light tasks";
  if (level === MIDDLE) return "both, merged";
  return level === WORK_RAMP.length - 1 ? "heavy tasks" : `level ${level}`;
};

function legend(workers: readonly WorkerResult[]): object {
  const hasLight = workers.some((worker) => worker.lane.some(([, , heavy]) => heavy < 0.5));
  const hasBoth = workers.some((worker) => worker.lane.some(([, , heavy]) => heavy > 0 && heavy < 1));
  const levels = [WORK_RAMP.length - 1, ...(hasBoth ? [MIDDLE] : []), ...(hasLight ? [0] : [])];
  const names = [...levels.map(levelName), PRESENCE];
  return {
    data: names,
    right: RIGHT,
    top: 36,
    icon: "rect",
    itemWidth: 16,
    itemHeight: 12,
    itemGap: 26,
    textStyle: { color: INK, fontSize: 12 },
  };
}

const laneAxis = (workers: readonly WorkerResult[], name: (worker: WorkerResult) => string): object => ({
  type: "category",
  inverse: true,
  data: workers.map(name),
  axisLabel: { color: INK, fontSize: 12, interval: 0 },
  ...AXIS_LINES,
  axisTick: { show: false },
  splitLine: { show: false },
});

const shareAxis = (workers: readonly WorkerResult[]): object => ({
  type: "category",
  inverse: true,
  position: "right",
  name: "share of work",
  nameLocation: "start",
  nameGap: 8,
  nameTextStyle: { ...AXIS_TEXT, align: "center", padding: [0, 0, 0, 36] },
  data: workers.map((worker) => formatShare(worker.busyShare)),
  axisLabel: { color: INK, fontSize: 12, interval: 0 },
  axisLine: { show: false },
  axisTick: { show: false },
});

/** The lower bound as a line through all lanes. Near the end its name moves left of the head of the shares. */
function marks({ boundMs }: RunResult, axisMs: number): object {
  const isAtTheEnd = boundMs !== null && boundMs > BOUND_LABEL * axisMs;
  const bound = boundMs === null ? [] : [{ xAxis: boundMs, name: "lower bound" }];
  return {
    type: "scatter",
    data: [],
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      lineStyle: { color: INK, type: "dashed", width: 1.5 },
      label: {
        formatter: "{b}",
        color: MUTED,
        fontSize: 12,
        position: "start",
        ...(isAtTheEnd ? END_OF_AXIS : { align: "center" }),
      },
      data: bound,
    },
  };
}

/** A mark where a worker joined. The text stands to its left, where the lane is empty, if it fits. */
function joins(workers: readonly WorkerResult[], axisMs: number): object {
  return {
    type: "scatter",
    silent: true,
    symbol: "path://M0,0 L8,4 L0,8 Z",
    symbolSize: 12,
    itemStyle: { color: INK },
    label: { show: true, formatter: "{b}", color: INK, fontSize: 12, position: "left" },
    data: workers.flatMap(({ joinedAtMs }, index) =>
      joinedAtMs === null
        ? []
        : [
            {
              name: joinedAtMs > JOIN_LABEL * axisMs ? `joined at ${formatMs(joinedAtMs)}` : "",
              value: [joinedAtMs, index],
            },
          ],
    ),
  };
}

/** A cross where the last process of a worker ended. Past the middle the text stands to its left. */
function deaths(workers: readonly WorkerResult[], axisMs: number): object {
  return {
    type: "scatter",
    silent: true,
    symbol: "path://M0,1 L1,0 L4,3 L7,0 L8,1 L5,4 L8,7 L7,8 L4,5 L1,8 L0,7 L3,4 Z",
    symbolSize: 12,
    itemStyle: { color: ALARM },
    label: { show: true, formatter: "{b}", color: ALARM, fontSize: 12 },
    data: workers.flatMap((worker, index) =>
      worker.diedAtMs === null
        ? []
        : [
            {
              name: `died at ${formatMs(worker.diedAtMs)}`,
              value: [worker.diedAtMs, index],
              label: { position: worker.diedAtMs > axisMs / 2 ? "left" : "right" },
            },
          ],
    ),
  };
}
