// Lanes of a fleet that is too large for one lane per worker: a thin strip per worker, darker where it is busier.
import { formatCount, formatMs } from "@fairhare/core";
import type { RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { trialLabel } from "../words/setting-words.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { laneSubtitle, presentOf } from "./lane-shapes.ts";
import { AXIS_LINES, AXIS_TEXT, BUSY_RAMP, INK, pictureTitle, timeAxis } from "./look.ts";

const STRIPS_AT_MOST = 400;
const COLUMNS = 120;
/** Not a level of the ramp: cells in which the worker is dead, frozen, or the run is over are not drawn. */
const ABSENT = -1;
const TOP = 86;
const BOTTOM = 56;
const LEFT = 92;
const RIGHT = 32;
const PLOT_WIDTH = PICTURE_WIDTH - LEFT - RIGHT;

export function drawStrips(trial: TrialResult, run: RunResult, axisMs: number): Picture {
  const shown = run.workers.slice(0, STRIPS_AT_MOST);
  const pitch = shown.length > 200 ? 2 : 3;
  const alt = `${trialLabel(trial)}: busy time of each of ${formatCount(shown.length)} workers over ${formatMs(run.makespanMs)}`;
  const strips = shown.map((worker) => busyLevels(worker, run.makespanMs ?? 0, axisMs));
  const option = {
    title: pictureTitle(`Busy time of each worker: ${trialLabel(trial)}`, laneSubtitle(trial, run)),
    legend: {
      data: BUSY_RAMP.map((_, level) => levelName(level)),
      right: RIGHT,
      top: 36,
      icon: "rect",
      itemWidth: 16,
      itemHeight: 12,
      itemGap: 14,
      textStyle: { color: INK, fontSize: 12 },
    },
    grid: { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM },
    xAxis: { ...timeAxis(axisMs), splitLine: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      name: "worker",
      nameLocation: "start",
      nameTextStyle: { ...AXIS_TEXT, align: "right", padding: [0, 8, 0, 0] },
      data: shown.map((worker) => String(worker.slot)),
      axisLabel: { ...AXIS_TEXT, interval: (index: number) => index === 0 || (index + 1) % 20 === 0 },
      ...AXIS_LINES,
      axisTick: { show: false },
      splitLine: { show: false },
    },
    series: BUSY_RAMP.map((colour, level) => ({
      type: "custom",
      name: levelName(level),
      silent: true,
      itemStyle: { color: colour },
      data: [[0, 0]],
      renderItem: () => ({
        type: "path",
        shape: { pathData: stripShapes(strips, level, pitch) },
        style: { fill: colour },
      }),
    })),
  };
  return {
    svg: drawSvg(option, TOP + BOTTOM + pitch * shown.length, alt),
    alt,
    caption: captionOf(run, shown.length, axisMs),
  };
}

function captionOf(run: RunResult, shown: number, axisMs: number): string {
  const cells = `Each row is a worker, each cell ${formatMs(axisMs / COLUMNS)}; a darker cell means more busy time.`;
  return shown < run.workers.length
    ? `${cells} The picture shows the first ${formatCount(shown)} of ${formatCount(run.workers.length)} workers.`
    : cells;
}

const levelName = (level: number): string => {
  if (level === 0) return "idle";
  return level === BUSY_RAMP.length - 1 ? "always busy" : `${level * 20} %`;
};

/** The busy share of each of `COLUMNS` equal time spans, as a level of the ramp. */
function busyLevels(worker: WorkerResult, makespanMs: number, axisMs: number): number[] {
  const { lane } = worker;
  const cellMs = axisMs / COLUMNS;
  const present = presentOf(worker, makespanMs);
  const isPresent = (from: number): boolean => present.some(([begin, end]) => begin < from + cellMs && end > from);
  const busy = Array.from({ length: COLUMNS }, () => 0);
  for (const [from, to] of lane) {
    const last = Math.min(COLUMNS - 1, Math.floor(to / cellMs));
    for (let cell = Math.floor(from / cellMs); cell <= last; cell++) {
      const overlap = Math.min(to, (cell + 1) * cellMs) - Math.max(from, cell * cellMs);
      busy[cell] = (busy[cell] ?? 0) + Math.max(0, overlap) / cellMs;
    }
  }
  return busy.map((share, cell) =>
    share === 0 && !isPresent(cell * cellMs) ? ABSENT : Math.round(Math.min(1, share) * (BUSY_RAMP.length - 1)),
  );
}

/** All cells of one level as SVG path data; equal neighbours in a row are one rectangle. */
function stripShapes(strips: readonly (readonly number[])[], level: number, pitch: number): string {
  const cellWidth = PLOT_WIDTH / COLUMNS;
  const shapes: string[] = [];
  for (const [row, levels] of strips.entries()) {
    for (let column = 0; column < COLUMNS;) {
      let end = column;
      while (end < COLUMNS && levels[end] === level) end++;
      const width = Number(((end - column) * cellWidth).toFixed(2));
      if (end > column)
        shapes.push(
          `M${Number((LEFT + column * cellWidth).toFixed(2))} ${TOP + row * pitch}h${width}v${pitch}h${-width}z`,
        );
      column = Math.max(end, column + 1);
    }
  }
  return shapes.join("");
}
