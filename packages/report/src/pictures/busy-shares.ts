// The busy share of each worker: one panel per trial, one bar per worker, and a line at the fair share.
import { formatPercent, formatShare } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { typicalRun, whichRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { AXIS_LINES, AXIS_TEXT, INK, pictureTitle, seriesColour, wrapped } from "./look.ts";

const PANELS_AT_MOST = 12;
const PANEL_HEIGHT = 190;
const PANEL_TOP = 106;
const TITLE_LINE = 17;
const PANEL_GAP = 88;
const LEFT = 64;
const RIGHT = 24;
const GUTTER = 64;
/** Pixels per bar from which a number fits over it. */
const NUMBERED_WIDTH = 48;

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
  const ceiling = niceCeiling(Math.max(...shown.map(({ run }) => run.fairness.maxBusyShare ?? 0)));
  // Every panel reserves the room of the longest trial name.
  const extra = (Math.max(...shown.map(({ trial }) => linesOf(trial, columns))) - 1) * TITLE_LINE;
  const place = (position: number): { left: number; top: number } => ({
    left: LEFT + (position % columns) * (width + GUTTER),
    top: PANEL_TOP + extra + Math.floor(position / columns) * (PANEL_HEIGHT + PANEL_GAP + extra),
  });
  const alt = `Busy share of each worker: ${shown.map(({ trial, run }) => `${trialLabel(trial)}: ${formatPercent(run.fairness.minBusyShare)} to ${formatPercent(run.fairness.maxBusyShare)}`).join("; ")}`;
  const option = {
    title: [
      pictureTitle("Busy share of each worker", "share of all busy time; dashed line: the fair share"),
      ...shown.map(({ trial }, position) => panelTitle(trial, place(position), width, extra)),
    ],
    grid: shown.map((_, position) => ({ ...place(position), width, height: PANEL_HEIGHT })),
    xAxis: shown.map(({ run }, position) => workerAxis(run, position)),
    yAxis: shown.map((_, position) => shareAxis(position, ceiling)),
    series: shown.flatMap((panel, position) => [bars(panel, position, width), numbers(panel, position, width)]),
  };
  const svg = drawSvg(option, PANEL_TOP + rows * (PANEL_HEIGHT + PANEL_GAP + extra) - 26, alt);
  const caption = [
    ...(panels.length > shown.length
      ? [`The picture shows the first ${shown.length} of ${panels.length} trials.`]
      : []),
    ...runsShown(shown),
  ].join(" ");
  return { svg, alt, caption };
}

/** The busy workers differ from run to run, so their shares have no median: each panel shows one run. */
function runsShown(panels: readonly Panel[]): string[] {
  if (panels.every(({ trial }) => trial.runs.length < 2)) return [];
  const runs = panels.map(({ trial, run }) => `${trialLabel(trial)}: ${whichRun(trial, run) || "the only run"}`);
  return [`Shown is the run with the middle makespan of each trial (${runs.join("; ")}).`];
}

function columnsFor(panels: readonly Panel[]): number {
  const widest = Math.max(...panels.map(({ run }) => run.workers.length));
  const fits = ({ columns, widestFleet }: (typeof LAYOUTS)[number]): boolean =>
    widest <= widestFleet && panels.every(({ trial }) => linesOf(trial, columns) <= 2);
  const room = LAYOUTS.find(fits)?.columns ?? 1;
  return Math.min(panels.length, room);
}

const panelWidth = (columns: number): number => (PICTURE_WIDTH - LEFT - RIGHT - GUTTER * (columns - 1)) / columns;

const linesOf = (trial: TrialResult, columns: number): number =>
  wrapped(trialLabel(trial), panelWidth(columns)).split("\n").length;

const panelTitle = (trial: TrialResult, at: { left: number; top: number }, width: number, extra: number): object => ({
  text: wrapped(trialLabel(trial), width),
  left: at.left - 4,
  top: at.top - 42 - extra,
  textStyle: {
    fontSize: 13,
    lineHeight: TITLE_LINE,
    fontWeight: "bold",
    color: INK,
  },
});

const workerAxis = (run: RunResult, position: number): object => ({
  type: "category",
  gridIndex: position,
  data: run.workers.map((worker) => String(worker.slot)),
  name: "worker",
  nameLocation: "middle",
  nameGap: 26,
  nameTextStyle: AXIS_TEXT,
  ...AXIS_LINES,
  axisTick: { show: false },
  axisLabel: { ...AXIS_TEXT, ...(run.workers.length > 40 ? { interval: everyTwentieth } : {}) },
  splitLine: { show: false },
});

const everyTwentieth = (index: number): boolean => index === 0 || (index + 1) % 20 === 0;

const shareAxis = (position: number, ceiling: number): object => ({
  type: "value",
  gridIndex: position,
  min: 0,
  max: ceiling,
  ...AXIS_LINES,
  axisLabel: { ...AXIS_TEXT, formatter: (share: number) => `${Number((share * 100).toPrecision(4))} %` },
});

function bars({ run, index }: Panel, position: number, width: number): object {
  const room = width / run.workers.length;
  return {
    type: "bar",
    xAxisIndex: position,
    yAxisIndex: position,
    silent: true,
    itemStyle: { color: seriesColour(index) },
    barWidth: room >= NUMBERED_WIDTH ? Math.min(48, room * 0.6) : "70%",
    data: run.workers.map((worker) => worker.busyShare ?? 0),
    markLine: {
      silent: true,
      symbol: "none",
      // With the default of two decimals, the fair share of 200 workers would be drawn at 1 %.
      precision: 8,
      animation: false,
      lineStyle: { color: INK, type: "dashed", width: 1.5 },
      label: { show: false },
      data: [{ yAxis: 1 / run.workers.length }],
    },
  };
}

/** A separate series, so that the line of the fair share is drawn behind the numbers and in front of the bars. */
function numbers({ run }: Panel, position: number, width: number): object {
  const shown = width / run.workers.length >= NUMBERED_WIDTH;
  return {
    type: "scatter",
    xAxisIndex: position,
    yAxisIndex: position,
    z: 10,
    silent: true,
    symbolSize: 0,
    data: shown ? run.workers.map((worker) => worker.busyShare ?? 0) : [],
    label: {
      show: true,
      position: "top",
      color: INK,
      fontSize: 11,
      textBorderColor: "#ffffff",
      textBorderWidth: 4,
      formatter: ({ value }: { value: number }) => formatShare(value),
    },
  };
}

/** The end of the axis: a round number with room for a number over the tallest bar. */
function niceCeiling(largest: number): number {
  const wanted = Math.min(1, largest * 1.15);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= wanted) ?? 10;
  return Number((step * power).toPrecision(3));
}
