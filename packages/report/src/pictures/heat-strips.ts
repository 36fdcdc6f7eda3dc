// Lanes of a fleet that is too large for one lane per worker: a thin strip per worker, darker where it is busier.
import { formatCount, formatMs } from "@fairhare/core";
import type { RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { trialLabel } from "../words/setting-words.ts";
import { FAULT_NAMES_HEIGHT, faultMarks, isWithin } from "./axes/fault-marks.ts";
import { type PlotArea, timeAxis } from "./axes/time-axis.ts";
import { drawSvg, pathSeries, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { type LegendItem, pictureHead } from "./head.ts";
import { type LaneAxis, laneAlt, laneSubtitle, presentOf, workersWithLane } from "./lane-shapes.ts";
import { AXIS_LINES, AXIS_TEXT, BUSY_RAMP } from "./look.ts";
import { FAULT_LEGEND } from "./panels.ts";

/** Cells of a picture at most: each can be a rectangle of 25 bytes. */
const CELLS_AT_MOST = 10_000;
const COLUMNS_AT_MOST = 120;
/** Not a level of the ramp: cells in which the worker is dead, frozen, or the run is over are not drawn. */
const ABSENT = -1;
const BOTTOM = 56;
const LEFT = 92;
const RIGHT = 32;
/** Pixels over the strips for the name of their axis. */
const HEAD_ROW = 22;
/** More strips than this are 3 pixels high, others 4. */
const PITCHED = 150;
/** Strips from one label of the axis to the next. */
const LABEL_EVERY = 20;

export function drawStrips(trial: TrialResult, run: RunResult, { toMs, note }: LaneAxis): Picture {
  const span = { fromMs: 0, toMs };
  const shown = workersWithLane(run.workers);
  const columns = Math.min(COLUMNS_AT_MOST, Math.floor(CELLS_AT_MOST / shown.length));
  const pitch = shown.length > PITCHED ? 3 : 4;
  const isFaulty = run.faults.some((fault) => isWithin(span, fault));
  const head = pictureHead(
    `Busy time of each worker: ${trialLabel(trial)}`,
    [
      laneSubtitle(trial, run),
      note,
      shown.length < run.workers.length
        ? `${formatCount(shown.length)} of ${formatCount(run.workers.length)} workers, evenly chosen`
        : "",
    ],
    [...BUSY_LEGEND, ...(isFaulty ? FAULT_LEGEND : [])],
    { left: LEFT, width: PICTURE_WIDTH },
  );
  const plot: PlotArea = {
    left: LEFT,
    width: PICTURE_WIDTH - LEFT - RIGHT,
    top: head.height + Math.max(HEAD_ROW, FAULT_NAMES_HEIGHT),
    height: pitch * shown.length,
  };
  const marks = faultMarks(run.faults, span, [plot]);
  const strips = shown.map((worker) => busyLevels(worker, run.makespanMs ?? 0, toMs, columns));
  const option = {
    graphic: [...head.elements, ...marks.elements],
    grid: { ...plot },
    xAxis: { ...timeAxis(span), splitLine: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      name: "worker",
      nameLocation: "start",
      nameGap: 8,
      nameTextStyle: { ...AXIS_TEXT, align: "right", padding: [0, 8, 0, 0] },
      data: shown.map((worker) => String(worker.slot)),
      axisLabel: { ...AXIS_TEXT, interval: (index: number) => index % LABEL_EVERY === 0 },
      axisLine: AXIS_LINES.axisLine,
      axisTick: { show: false },
      splitLine: { show: false },
    },
    series: BUSY_RAMP.map((colour, level) =>
      pathSeries(stripShapes(strips, level, plot, pitch, columns), colour, 1),
    ).filter((_, level) => strips.some((levels) => levels.includes(level))),
  };
  const alt = laneAlt(trial, run);
  const cells = `Each row is a worker, each cell ${formatMs(toMs / columns)}; a darker cell means more busy time.`;
  return {
    svg: drawSvg(option, plot.top + plot.height + BOTTOM, alt),
    alt,
    caption: [cells, ...marks.notes].join(" "),
  };
}

const levelName = (level: number): string => {
  if (level === 0) return "idle";
  return level === BUSY_RAMP.length - 1 ? "always busy" : `${level * 20} %`;
};

const BUSY_LEGEND = BUSY_RAMP.map((colour, level): LegendItem => ({ name: levelName(level), colour, mark: "box" }));

/** The busy share of each of `columns` equal time spans, as a level of the ramp. */
function busyLevels(worker: WorkerResult, makespanMs: number, axisMs: number, columns: number): number[] {
  const { lane } = worker;
  const cellMs = axisMs / columns;
  const present = presentOf(worker, makespanMs);
  const isPresent = (from: number): boolean => present.some(([begin, end]) => begin < from + cellMs && end > from);
  const busy = Array.from({ length: columns }, () => 0);
  for (const [from, to] of lane) {
    const last = Math.min(columns - 1, Math.floor(to / cellMs));
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
function stripShapes(
  strips: readonly (readonly number[])[],
  level: number,
  { left, top, width: plotWidth }: PlotArea,
  pitch: number,
  columns: number,
): string {
  const cellWidth = plotWidth / columns;
  const shapes: string[] = [];
  for (const [row, levels] of strips.entries()) {
    for (let column = 0; column < columns;) {
      let end = column;
      while (end < columns && levels[end] === level) end++;
      const width = Number(((end - column) * cellWidth).toFixed(2));
      if (end > column)
        shapes.push(
          `M${Number((left + column * cellWidth).toFixed(2))} ${top + row * pitch}h${width}v${pitch}h${-width}z`,
        );
      column = Math.max(end, column + 1);
    }
  }
  return shapes.join("");
}
