// One lane per worker over time, coloured by heavy and light tasks, so that idle and overloaded workers are visible.
import { formatMs, formatShare } from "@fairhare/core";
import type { FaultResult, RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { trialLabel } from "../words/setting-words.ts";
import { FAULT_NAMES_HEIGHT, faultMarks, isWithin } from "./axes/fault-marks.ts";
import { type PlotArea, timeAxis, toX } from "./axes/time-axis.ts";
import { drawSvg, pathSeries, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { type LegendItem, pictureHead, textElement } from "./head.ts";
import { drawStrips } from "./heat-strips.ts";
import { type LaneAxis, laneAlt, laneShapes, laneSubtitle, presenceShapes, presentOf } from "./lane-shapes.ts";
import { ALARM, AXIS_LINES, FONT, IDLE, INK, MUTED, PAPER, WORK_RAMP } from "./look.ts";
import { FAULT_LEGEND } from "./panels.ts";

/** A larger fleet is drawn as strips. */
const LANES_AT_MOST = 64;
const BOTTOM = 56;
const LEFT = 92;
const RIGHT = 104;
/** Pixels over the lanes for the head of the shares. */
const HEAD_ROW = 24;
/** Share of the pitch that a lane fills; the rest is the gap to the next lane. */
const LANE_FILL = 0.68;
/** Share of the axis that the text `joined at 4.21 s` takes. */
const JOIN_LABEL = 0.2;
/** The level of the ramp that stands for all mixtures in the legend. */
const MIDDLE = Math.floor(WORK_RAMP.length / 2);

export const BOUND_LEGEND: LegendItem = { name: "lower bound of the makespan", colour: INK, mark: "dashes" };

/** Null without work. */
export function drawLanes(trial: TrialResult, run: RunResult, axis: LaneAxis): Picture | null {
  if (run.workers.every((worker) => worker.lane.length === 0)) return null;
  if (run.workers.length > LANES_AT_MOST) return drawStrips(trial, run, axis);
  const span = { fromMs: 0, toMs: axis.toMs };
  const pitch = lanePitch(run.workers.length);
  const faults = run.faults.filter((fault) => isWithin(span, fault));
  const head = pictureHead(
    `Work of each worker: ${trialLabel(trial)}`,
    [laneSubtitle(trial, run), axis.note],
    [...workLegend(run), ...(run.boundMs === null ? [] : [BOUND_LEGEND]), ...(faults.length > 0 ? FAULT_LEGEND : [])],
    { left: LEFT, width: PICTURE_WIDTH },
  );
  const plot: PlotArea = {
    left: LEFT,
    width: PICTURE_WIDTH - LEFT - RIGHT,
    top: head.height + HEAD_ROW,
    height: pitch * run.workers.length,
  };
  const marks = faultMarks(run.faults, span, [plot], (fault) => bandsOf(fault, run.workers, plot, pitch));
  const option = {
    graphic: [
      ...head.elements,
      textElement("share of work", plot.left + plot.width + 8, plot.top - FAULT_NAMES_HEIGHT / 2 - 2, 12, MUTED, false),
      ...boundElements(run, plot, span.toMs),
      ...marks.elements,
    ],
    grid: { ...plot },
    xAxis: timeAxis(span),
    yAxis: [laneAxis(run.workers), shareAxis(run.workers)],
    series: [...laneSeries(run, plot, span.toMs), joins(run.workers, span.toMs), deaths(run.workers, span.toMs)],
  };
  const alt = laneAlt(trial, run);
  return { svg: drawSvg(option, plot.top + plot.height + BOTTOM, alt), alt, caption: marks.notes.join(" ") };
}

function lanePitch(workers: number): number {
  if (workers <= 8) return 36;
  if (workers <= 16) return 26;
  return workers <= 32 ? 20 : 16;
}

/** The lanes of the workers that a fault hit; all lanes for the broker. */
function bandsOf({ target }: FaultResult, workers: readonly WorkerResult[], plot: PlotArea, pitch: number): PlotArea[] {
  const named = /\bworkers? (\d+)(?: to (\d+))?$/.exec(target);
  if (!named) return [plot];
  const from = Number(named[1]);
  const to = Number(named[2] ?? named[1]);
  return workers.flatMap(({ slot }, lane) =>
    slot >= from && slot <= to ? [{ ...plot, top: plot.top + lane * pitch, height: pitch }] : [],
  );
}

/** For each lane the time in which its worker could work, and in front of it one path per colour: one per task would make megabytes. */
export function laneSeries({ workers, makespanMs }: RunResult, plot: PlotArea, toMs: number): object[] {
  const pitch = plot.height / workers.length;
  const thickness = Math.round(pitch * LANE_FILL);
  const x = (ms: number): number => toX({ fromMs: 0, toMs }, plot, ms);
  const top = (lane: number): number => plot.top + lane * pitch + (pitch - thickness) / 2;
  const paths = [
    {
      fill: IDLE,
      z: 1,
      data: workers.map((worker, lane) => presenceShapes(presentOf(worker, makespanMs), x, top(lane), thickness)),
    },
    ...WORK_RAMP.map((fill, level) => ({
      fill,
      z: 3,
      data: workers.map(({ lane }, index) => laneShapes(lane, level, WORK_RAMP.length, x, top(index), thickness)),
    })),
  ];
  return paths
    .map(({ fill, z, data }) => ({ fill, z, pathData: data.join("") }))
    .filter(({ pathData }) => pathData !== "")
    .map(({ fill, z, pathData }) => pathSeries(pathData, fill, z));
}

/** The lower bound as a line through all lanes. */
export function boundElements({ boundMs }: RunResult, { left, width, top, height }: PlotArea, toMs: number): object[] {
  if (boundMs === null || boundMs > toMs) return [];
  const x = toX({ fromMs: 0, toMs }, { left, width }, boundMs);
  const shape = { x1: x, x2: x, y1: top, y2: top + height };
  return [
    { type: "line", z: 4, silent: true, shape, style: { stroke: PAPER, lineWidth: 3.5, opacity: 0.8 } },
    { type: "line", z: 5, silent: true, shape, style: { stroke: INK, lineWidth: 1.5, lineDash: [5, 3] } },
  ];
}

const levelName = (level: number): string => {
  if (level === 0) return "light tasks";
  return level === MIDDLE ? "both, merged" : "heavy tasks";
};

export function workLegend({ workers, makespanMs }: RunResult): LegendItem[] {
  const hasHeavy = workers.some((worker) => worker.lane.some(([, , heavy]) => heavy >= 0.5));
  const hasLight = workers.some((worker) => worker.lane.some(([, , heavy]) => heavy < 0.5));
  const hasBoth = workers.some((worker) => worker.lane.some(([, , heavy]) => heavy > 0 && heavy < 1));
  const levels = [...(hasHeavy ? [WORK_RAMP.length - 1] : []), ...(hasBoth ? [MIDDLE] : []), ...(hasLight ? [0] : [])];
  const isAbsent = workers.some((worker) => presentOf(worker, makespanMs).length > 1 || worker.diedAtMs !== null);
  return [
    ...levels.map((level): LegendItem => ({ name: levelName(level), colour: WORK_RAMP[level] ?? INK, mark: "box" })),
    { name: isAbsent ? "idle (white: not running)" : "idle", colour: IDLE, mark: "box" },
  ];
}

const categoryAxis = (names: readonly string[]): object => ({
  type: "category",
  inverse: true,
  data: names,
  axisLabel: { color: INK, fontSize: 12, fontFamily: FONT, interval: 0 },
  axisTick: { show: false },
  splitLine: { show: false },
});

/** With many lanes the number alone is shorter. */
const laneAxis = (workers: readonly WorkerResult[]): object => ({
  ...categoryAxis(workers.map(({ slot }) => (workers.length <= 32 ? `worker ${slot}` : String(slot)))),
  axisLine: AXIS_LINES.axisLine,
  ...(workers.length > 32
    ? {
        name: "worker",
        nameLocation: "start",
        nameGap: 8,
        nameTextStyle: { color: MUTED, fontSize: 12, align: "right", padding: [0, 8, 0, 0] },
      }
    : {}),
});

const shareAxis = (workers: readonly WorkerResult[]): object => ({
  ...categoryAxis(workers.map((worker) => formatShare(worker.busyShare))),
  position: "right",
  axisLine: { show: false },
});

/** A mark where a worker joined. The text stands to its left, where the lane is empty, if it fits. */
function joins(workers: readonly WorkerResult[], toMs: number): object {
  return {
    type: "scatter",
    silent: true,
    z: 8,
    symbol: "path://M0,0 L8,4 L0,8 Z",
    symbolSize: 12,
    itemStyle: { color: INK },
    label: { show: true, formatter: "{b}", color: INK, fontSize: 12, position: "left" },
    data: workers.flatMap(({ joinedAtMs }, index) =>
      joinedAtMs === null
        ? []
        : [
            {
              name: joinedAtMs > JOIN_LABEL * toMs ? `joined at ${formatMs(joinedAtMs)}` : "",
              value: [joinedAtMs, index],
            },
          ],
    ),
  };
}

/** A cross where the last process of a worker ended. Past the middle the text stands to its left. */
function deaths(workers: readonly WorkerResult[], toMs: number): object {
  return {
    type: "scatter",
    silent: true,
    z: 8,
    symbol: "path://M0,1 L1,0 L4,3 L7,0 L8,1 L5,4 L8,7 L7,8 L4,5 L1,8 L0,7 L3,4 Z",
    symbolSize: 12,
    itemStyle: { color: ALARM },
    label: { show: true, formatter: "{b}", color: ALARM, fontSize: 12, textBorderColor: PAPER, textBorderWidth: 4 },
    data: workers.flatMap((worker, index) =>
      worker.diedAtMs === null
        ? []
        : [
            {
              name: `died at ${formatMs(worker.diedAtMs)}`,
              value: [worker.diedAtMs, index],
              label: { position: worker.diedAtMs > toMs / 2 ? "left" : "right" },
            },
          ],
    ),
  };
}
