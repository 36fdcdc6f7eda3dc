// Latency by percentile: end to end for each trial, and the phases of one trial. Each point is the median over the runs
// of the trial, as in its table.
import { formatMs } from "@fairhare/core";
import type { Latency, TrialResult } from "@fairhare/results";
import { boundClause } from "../latency-bound.ts";
import { latencyOf } from "../metrics.ts";
import { LATENCY_PHASES, PERCENTILES } from "../tables/latency-table.ts";
import { trialLabel } from "../words/setting-words.ts";
import { durationTicks } from "./axes/axis-ticks.ts";
import { exactAxis } from "./axes/time-axis.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { pictureHead } from "./head.ts";
import { AXIS_LINES, AXIS_TEXT, SERIES_AT_MOST, seriesColour, seriesSymbol } from "./look.ts";

/** Pixels; more lines need more room. */
const plotHeight = (lines: number): number => (lines <= 4 ? 270 : 360);
const LEFT = 76;
const RIGHT = 32;
const BOTTOM = 56;
/** Milliseconds; a logarithmic axis has no zero, so smaller values are drawn here. */
const FLOOR_MS = 0.001;
/** A line that another one covers is wide and pale. */
const UNDERLAID = { width: 9, opacity: 0.3 };

interface Line {
  readonly name: string;
  readonly latency: Latency;
}

export function drawLatencyOfTrials(trials: readonly TrialResult[]): Picture | null {
  const lines = trials.map((trial): Line => ({ name: trialLabel(trial), latency: latencyOf(trial, "endToEnd") }));
  return drawLines(lines, {
    title: "End-to-end latency",
    subtitle: ["from the intended publish to the completion", overRuns(trials), boundClause(trials)],
    of: "trials",
  });
}

const overRuns = (trials: readonly TrialResult[]): string =>
  trials.some(({ runs }) => runs.length > 1) ? "medians over the runs" : "";

export function drawLatencyPhases(trial: TrialResult): Picture | null {
  const lines = LATENCY_PHASES.map(({ key, name }): Line => ({ name, latency: latencyOf(trial, key) }));
  return drawLines(lines, {
    title: `Latency by phase: ${trialLabel(trial)}`,
    subtitle: ["latency of each phase of a task", overRuns([trial]), boundClause([trial])],
    of: "phases",
    underlaid: lines[0],
  });
}

interface Texts {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** Plural of what a line stands for. */
  readonly of: string;
  readonly underlaid?: Line | undefined;
}

function drawLines(all: readonly Line[], { title, subtitle, of, underlaid }: Texts): Picture | null {
  const measured = all.filter(({ latency }) => latency.count > 0);
  const lines = measured.slice(0, SERIES_AT_MOST);
  const values = lines.flatMap(({ latency }) => valuesOf(latency)).filter((value) => value !== null);
  if (values.length === 0) return null;
  const ticks = durationTicks(Math.min(...values), Math.max(...values));
  // The axis is linear over the logarithm, so that its ends and ticks are exact.
  const scaled = (value: number): number => (ticks.isLogarithmic ? Math.log10(value) : value);
  const labels = new Map(ticks.values.map((value) => [scaled(value), ticks.label(value)]));
  const colourOf = (line: Line): number => (of === "phases" ? all.indexOf(line) : lines.indexOf(line));
  const head = pictureHead(
    title,
    [
      ...subtitle,
      lines.length < measured.length ? `first ${lines.length} of ${measured.length} ${of}` : "",
      ticks.isLogarithmic ? "logarithmic axis" : "the axis does not begin at 0",
    ],
    lines.map((line) => ({
      name: line.name,
      colour: seriesColour(colourOf(line)),
      mark: "line",
      symbol: seriesSymbol(colourOf(line)),
    })),
    { left: LEFT, width: PICTURE_WIDTH },
  );
  const height = plotHeight(lines.length);
  const option = {
    graphic: head.elements,
    grid: { left: LEFT, top: head.height + 8, width: PICTURE_WIDTH - LEFT - RIGHT, height },
    xAxis: percentileAxis(),
    yAxis: exactAxis({
      min: scaled(ticks.min),
      max: scaled(ticks.max),
      values: [...labels.keys()],
      label: (value) => labels.get(value) ?? "",
    }),
    series: lines.map((line) => ({
      type: "line",
      silent: true,
      symbol: seriesSymbol(colourOf(line)),
      symbolSize: 8,
      lineStyle: { color: seriesColour(colourOf(line)), ...(line === underlaid ? UNDERLAID : { width: 2.5 }) },
      itemStyle: { color: seriesColour(colourOf(line)) },
      data: valuesOf(line.latency).map((value) => (value === null ? null : scaled(value))),
    })),
  };
  const alt = `${title}: ${underlaid ? phasesPhrase(lines, underlaid) : lines.map(latencyPhrase).join("; ")}.`;
  return { svg: drawSvg(option, head.height + 8 + height + BOTTOM, alt), alt, caption: "" };
}

const percentileAxis = (): object => ({
  type: "category",
  boundaryGap: true,
  data: PERCENTILES.map(({ name }) => name),
  name: "percentile of tasks",
  nameLocation: "middle",
  nameGap: 28,
  nameTextStyle: AXIS_TEXT,
  ...AXIS_LINES,
  // On a logarithmic axis 0 is 1 ms, and not the end.
  axisLine: { ...AXIS_LINES.axisLine, onZero: false },
  axisLabel: AXIS_TEXT,
});

/** `prefetch 1: p50 1.38 s, p99 2.63 s, maximum 2.70 s`. */
const latencyPhrase = ({ name, latency: { p50, p99, max } }: Line): string =>
  `${name}: p50 ${formatMs(p50)}, p99 ${formatMs(p99)}, maximum ${formatMs(max)}`;

/** `p99 2.63 s end to end: queue wait 2.53 s, work 101 ms`; the longest phase first. */
function phasesPhrase(lines: readonly Line[], whole: Line): string {
  const phases = lines
    .filter((line) => line !== whole)
    .toSorted((a, b) => (b.latency.p99 ?? 0) - (a.latency.p99 ?? 0))
    .map(({ name, latency }) => `${name} ${formatMs(latency.p99)}`);
  return `p99 ${formatMs(whole.latency.p99)} ${whole.name}: ${phases.join(", ")}`;
}

const valuesOf = (latency: Latency): (number | null)[] =>
  PERCENTILES.map(({ key }) => {
    const value = latency[key];
    return value === null ? null : Math.max(FLOOR_MS, value);
  });
