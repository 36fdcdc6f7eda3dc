// The busy share of each worker: one panel per trial, one bar per worker, and a line at the fair share.
import { formatJain, formatPercent, formatPercentRange, formatShare } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { typicalRun, whichRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { ticksFromZero } from "./axes/axis-ticks.ts";
import { textWidth, wrapText } from "./axes/text-width.ts";
import { exactAxis, type PlotArea } from "./axes/time-axis.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { pictureHead, textElement } from "./head.ts";
import { AXIS_LINES, AXIS_TEXT, INK, PAPER, seriesColour } from "./look.ts";
import { shareBars } from "./share-bars.ts";

const PANELS_AT_MOST = 12;
const PANEL_HEIGHT = 190;
const TITLE_LINE = 17;
const TITLE_LINES = 4;
/** Pixels under a panel for the numbers and the name of its axis. */
const PANEL_BOTTOM = 74;
const AIMED_TICKS = 5;
const LEFT = 64;
const RIGHT = 24;
const GUTTER = 64;
/** Pixels per bar from which its share fits under it. */
const NUMBERED_WIDTH = 54;

/** Panels side by side, for fleets that are small enough for readable bars. */
const LAYOUTS = [
  { columns: 3, widestFleet: 16 },
  { columns: 2, widestFleet: 40 },
] as const;

interface Panel {
  readonly trial: TrialResult;
  readonly run: RunResult;
  readonly index: number;
}

export function drawBusyShares(trials: readonly TrialResult[]): Picture | null {
  const panels = trials.flatMap((trial, index): Panel[] => {
    const run = typicalRun(trial);
    return run && run.fairness.jainBusy !== null ? [{ trial, run, index }] : [];
  });
  if (panels.length === 0) return null;
  const shown = panels.slice(0, PANELS_AT_MOST);
  const columns = columnsFor(shown);
  const width = panelWidth(columns);
  const rows = Math.ceil(shown.length / columns);
  const ticks = ticksFromZero(Math.max(...shown.map(largestShare)) * 100, AIMED_TICKS);
  const head = pictureHead(
    "Busy share of each worker",
    [
      "share of all busy time",
      shown.length < panels.length ? `first ${shown.length} of ${panels.length} trials` : "",
      "dashed line: the fair share",
    ],
    [],
    { left: LEFT, width: PICTURE_WIDTH },
  );
  // Every panel reserves the room of the longest trial name.
  const titleHeight = Math.max(...shown.map((panel) => titleOf(panel, columns).length)) * TITLE_LINE + 12;
  const pitch = titleHeight + PANEL_HEIGHT + PANEL_BOTTOM;
  const place = (position: number): PlotArea => ({
    left: LEFT + (position % columns) * (width + GUTTER),
    top: head.height + titleHeight + Math.floor(position / columns) * pitch,
    width,
    height: PANEL_HEIGHT,
  });
  const option = {
    graphic: [
      ...head.elements,
      ...shown.flatMap((panel, position) => [
        ...panelTitle(titleOf(panel, columns), place(position)),
        ...fairLine(panel, place(position), ticks.max),
      ]),
    ],
    grid: shown.map((_, position) => ({ ...place(position) })),
    xAxis: shown.map((panel, position) => workerAxis(panel, position, width)),
    yAxis: shown.map((_, position) => ({
      ...exactAxis({ ...ticks, label: (share) => `${ticks.label(share)} %` }),
      gridIndex: position,
    })),
    series: shown.map((panel, position) => bars(panel, position, width)),
  };
  const alt = `Busy share of each worker: ${shown.map(sharesPhrase).join("; ")}.`;
  return { svg: drawSvg(option, head.height + rows * pitch, alt), alt, caption: runsShown(shown).join(" ") };
}

const largestShare = ({ run }: Panel): number => run.fairness.maxBusyShare ?? 0;

/** `prefetch 1: 25 % (fair share 25 %, Jain by busy time 1.000)`. */
const sharesPhrase = ({ trial, run: { fairness, workers } }: Panel): string =>
  `${trialLabel(trial)}: ${formatPercentRange(fairness.minBusyShare ?? 0, fairness.maxBusyShare ?? 0)} (fair share ${formatPercent(1 / workers.length)}, Jain by busy time ${formatJain(fairness.jainBusy)})`;

/** The busy workers differ from run to run, so their shares have no median: each panel shows one run. */
function runsShown(panels: readonly Panel[]): string[] {
  if (panels.every(({ trial }) => trial.runs.length < 2)) return [];
  const runs = panels.map(({ trial, run }) => `${trialLabel(trial)}: ${whichRun(trial, run) || "the only run"}`);
  return [`Shown is the run with the middle makespan of each trial (${runs.join("; ")}).`];
}

function columnsFor(panels: readonly Panel[]): number {
  const widest = Math.max(...panels.map(({ run }) => run.workers.length));
  const fits = ({ columns, widestFleet }: (typeof LAYOUTS)[number]): boolean =>
    widest <= widestFleet && panels.every((panel) => titleOf(panel, columns).length <= 2);
  const room = LAYOUTS.find(fits)?.columns ?? 1;
  return Math.min(panels.length, room);
}

const panelWidth = (columns: number): number => (PICTURE_WIDTH - LEFT - RIGHT - GUTTER * (columns - 1)) / columns;

/** The trial and its fair share, wrapped. */
const titleOf = ({ trial, run }: Panel, columns: number): string[] =>
  wrapText(`${trialLabel(trial)}: fair share ${formatShare(1 / run.workers.length)}`, {
    width: panelWidth(columns),
    fontSize: 13,
    isBold: true,
    lines: TITLE_LINES,
  });

const panelTitle = (lines: readonly string[], { left, top }: PlotArea): object[] =>
  lines.map((line, index) =>
    textElement(line, left, top - 12 - (lines.length - index - 0.5) * TITLE_LINE, 13, INK, true),
  );

/** The number of each worker, and its share where it fits: over its bar the line of the fair share might cross it. */
function workerAxis({ run }: Panel, position: number, width: number): object {
  const { bars: all, axis } = shareBars(run.workers);
  const room = width / all.length;
  const isNumbered = room >= NUMBERED_WIDTH;
  const every = labelStep(all.length, run.workers.length, room);
  return {
    type: "category",
    gridIndex: position,
    data: all.map(({ number, share }) => (isNumbered ? `${number}\n${formatShare(share)}` : String(number))),
    name: isNumbered ? "worker and its share" : axis,
    nameLocation: "middle",
    nameGap: isNumbered ? 42 : 26,
    nameTextStyle: AXIS_TEXT,
    axisLine: AXIS_LINES.axisLine,
    axisTick: { show: false },
    axisLabel: {
      ...AXIS_TEXT,
      lineHeight: 16,
      hideOverlap: false,
      interval: isOnePerWorker(run)
        ? (index: number) => index === 0 || (index + 1) % every === 0
        : (index: number) => index % every === 0,
    },
    splitLine: { show: false },
  };
}

/** Every worker has a number if there is room, else every fifth, tenth, and so on. */
function labelStep(barCount: number, workers: number, room: number): number {
  const wide = textWidth(String(workers), AXIS_TEXT.fontSize) + 6;
  return [1, 5, 10, 20, 50, 100].find((step) => step * room >= wide) ?? barCount;
}

const isOnePerWorker = ({ workers }: RunResult): boolean => shareBars(workers).bars.length === workers.length;

function bars({ run, index }: Panel, position: number, width: number): object {
  const { bars: all } = shareBars(run.workers);
  const room = width / all.length;
  return {
    type: "bar",
    xAxisIndex: position,
    yAxisIndex: position,
    silent: true,
    itemStyle: { color: seriesColour(index) },
    barWidth: room >= NUMBERED_WIDTH ? Math.min(48, room * 0.6) : "70%",
    data: all.map(({ share }) => share * 100),
  };
}

/** On a white ground, so that it is visible in front of the bars. */
function fairLine({ run }: Panel, { left, top, width, height }: PlotArea, largest: number): object[] {
  const y = top + height * (1 - 100 / run.workers.length / largest);
  if (y < top) return [];
  const shape = { x1: left, x2: left + width, y1: y, y2: y };
  return [
    { type: "line", z: 4, silent: true, shape, style: { stroke: PAPER, lineWidth: 3.5, opacity: 0.8 } },
    { type: "line", z: 5, silent: true, shape, style: { stroke: INK, lineWidth: 1.5, lineDash: [5, 3] } },
  ];
}
