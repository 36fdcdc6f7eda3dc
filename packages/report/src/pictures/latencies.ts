// Latency by percentile on a logarithmic scale: end to end for each trial, and the phases of one trial. Each point is the
// median over the runs of the trial, as in its table.
import { formatPlannedMs } from "@fairhare/core";
import type { Latency, TrialResult } from "@fairhare/results";
import { latencyOf } from "../metrics.ts";
import { LATENCY_PHASES, PERCENTILES } from "../tables/latency-table.ts";
import { trialLabel } from "../words/setting-words.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import {
  AXIS_LINES,
  AXIS_TEXT,
  columnLegend,
  pictureTitle,
  SERIES_AT_MOST,
  seriesColour,
  seriesSymbol,
} from "./look.ts";

const PLOT_HEIGHT = 252;
const LEFT = 76;
const RIGHT = 32;
/** Milliseconds; a logarithmic axis has no zero, so smaller values are drawn here. */
const FLOOR_MS = 0.01;

interface Line {
  readonly name: string;
  readonly latency: Latency;
  readonly colour: number;
}

export function drawLatencyOfTrials(trials: readonly TrialResult[]): Picture | null {
  const lines = trials.map((trial, colour): Line => ({
    name: trialLabel(trial),
    latency: latencyOf(trial, "endToEnd"),
    colour,
  }));
  const subtitle = `from the intended publish to the completion${overRuns(trials)}`;
  return drawLines(lines, "End-to-end latency", subtitle);
}

const overRuns = (trials: readonly TrialResult[]): string =>
  trials.some(({ runs }) => runs.length > 1) ? "; medians over the runs" : "";

export function drawLatencyPhases(trial: TrialResult): Picture | null {
  const lines = LATENCY_PHASES.map(({ key, name }, colour): Line => ({ name, latency: latencyOf(trial, key), colour }));
  return drawLines(
    lines,
    `Latency by phase: ${trialLabel(trial)}`,
    `latency of each phase of a task${overRuns([trial])}`,
    lines[0]?.latency,
  );
}

function drawLines(all: readonly Line[], title: string, subtitle: string, underlaid?: Latency): Picture | null {
  const measured = all.filter(({ latency }) => latency.count > 0);
  const lines = measured.slice(0, SERIES_AT_MOST);
  if (lines.length === 0) return null;
  const alt = `${title}, percentiles p50 to the maximum of ${lines.map(({ name }) => name).join("; ")}`;
  const names = lines.map(({ name }) => name);
  const { legend, height: legendHeight } = columnLegend(names, LEFT, PICTURE_WIDTH - LEFT - RIGHT);
  const option = {
    title: pictureTitle(title, subtitle),
    legend,
    grid: { left: LEFT, right: RIGHT, top: 72 + legendHeight, bottom: 52 },
    xAxis: {
      type: "category",
      boundaryGap: true,
      data: PERCENTILES.map(({ name }) => name),
      name: "percentile of tasks",
      nameLocation: "middle",
      nameGap: 28,
      nameTextStyle: AXIS_TEXT,
      ...AXIS_LINES,
      axisLabel: AXIS_TEXT,
    },
    yAxis: { type: "log", ...logLimits(lines), ...AXIS_LINES, axisLabel: { ...AXIS_TEXT, formatter: formatPlannedMs } },
    series: lines.map(({ name, latency, colour }) => ({
      type: "line",
      name,
      silent: true,
      symbol: seriesSymbol(colour),
      symbolSize: 8,
      // The end-to-end line is wide and pale, because a phase may cover it.
      lineStyle: {
        color: seriesColour(colour),
        ...(latency === underlaid ? { width: 9, opacity: 0.3 } : { width: 2.5 }),
      },
      itemStyle: { color: seriesColour(colour) },
      data: valuesOf(latency),
    })),
  };
  const caption =
    measured.length > lines.length ? `The picture shows the first ${lines.length} of ${measured.length} trials.` : "";
  return { svg: drawSvg(option, PLOT_HEIGHT + 124 + legendHeight, alt), alt, caption };
}

const valuesOf = (latency: Latency): (number | null)[] =>
  PERCENTILES.map(({ key }) => {
    const value = latency[key];
    return value === null ? null : Math.max(FLOOR_MS, value);
  });

/** Whole powers of ten around everything drawn. */
function logLimits(lines: readonly Line[]): { min: number; max: number } {
  const values = lines.flatMap(({ latency }) => valuesOf(latency)).filter((value) => value !== null);
  const min = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const max = 10 ** Math.ceil(Math.log10(Math.max(...values)));
  return { min, max: max > min ? max : min * 10 };
}
