// Publishes, completions and ready messages over time, with the faults as vertical lines.
import { formatCount, formatMs, formatPlannedMs } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { whichRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { faultLines, labelledFaults } from "./fault-lines.ts";
import { isQueueDrawn } from "./queue-depth.ts";
import { AXIS_LINES, AXIS_TEXT, pictureTitle, seriesColour, timeAxis } from "./look.ts";

const PANEL_HEIGHT = 120;
const PANEL_GAP = 44;
const TOP = 96;
const BOTTOM = 58;
const LEFT = 76;
const RIGHT = 32;
/** Pixels between the first panel and its title, for the names of the faults. */
const FAULT_LABELS = 18;
/** Share of the last window that must be measured for a rate. */
const WHOLE_ENOUGH = 0.5;

interface Panel {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  readonly colour: string;
  readonly step: boolean;
}

export function drawThroughput(trial: TrialResult, run: RunResult): Picture | null {
  const { timeline } = run;
  const endMs = Math.max(run.makespanMs ?? 0, timeline.ready.at(-1)?.[0] ?? 0);
  if (timeline.completed.length < 2 || endMs === 0) return null;
  const panels: Panel[] = [
    {
      name: "published per second",
      points: rates(timeline.published, timeline.windowMs, endMs),
      colour: seriesColour(0),
      step: true,
    },
    {
      name: "completed per second",
      points: rates(timeline.completed, timeline.windowMs, endMs),
      colour: seriesColour(2),
      step: true,
    },
    // Not here if the queue has its own picture.
    ...(timeline.ready.length > 1 && !isQueueDrawn(run)
      ? [{ name: "messages ready in the queue", points: timeline.ready, colour: seriesColour(1), step: false }]
      : []),
  ];
  const alt = `${trialLabel(trial)}: ${panels.map(({ name }) => name).join(", ")} over ${formatMs(endMs)}`;
  const labelled = labelledFaults(run.faults, endMs, PICTURE_WIDTH - LEFT - RIGHT);
  const top = (position: number): number =>
    TOP + (labelled.size > 0 ? FAULT_LABELS : 0) + position * (PANEL_HEIGHT + PANEL_GAP);
  const last = panels.length - 1;
  const option = {
    title: [
      pictureTitle(
        `Throughput over time: ${trialLabel(trial)}`,
        [whichRun(trial, run), `counted in windows of ${formatPlannedMs(timeline.windowMs)}`]
          .filter(Boolean)
          .join(", "),
      ),
      ...panels.map(({ name, colour }, position) => ({
        text: name,
        left: LEFT - 4,
        top: top(position) - 26 - (position === 0 && labelled.size > 0 ? FAULT_LABELS : 0),
        textStyle: { fontSize: 13, fontWeight: "bold", color: colour },
      })),
    ],
    grid: panels.map((_, position) => ({ left: LEFT, right: RIGHT, top: top(position), height: PANEL_HEIGHT })),
    xAxis: panels.map((_, position) => panelTimeAxis(position, position === last, endMs)),
    yAxis: panels.map((_, position) => ({
      type: "value",
      gridIndex: position,
      min: 0,
      splitNumber: 3,
      minInterval: position === 2 ? 1 : 0,
      ...AXIS_LINES,
      axisLabel: { ...AXIS_TEXT, formatter: axisNumber },
    })),
    series: panels.map((panel, position) => ({
      type: "line",
      xAxisIndex: position,
      yAxisIndex: position,
      silent: true,
      symbol: "none",
      ...(panel.step ? { step: "start" } : {}),
      lineStyle: { width: 2, color: panel.colour },
      areaStyle: { color: panel.colour, opacity: 0.14 },
      data: panel.points,
      markLine: faultLines(run.faults, position === 0 ? labelled : new Set()),
    })),
  };
  const caption =
    labelled.size === run.faults.length
      ? ""
      : `Each red line is a fault${labelled.size > 0 ? "; names that would overlap are left out" : ""}.`;
  return { svg: drawSvg(option, top(last) + PANEL_HEIGHT + BOTTOM, alt), alt, caption };
}

const axisNumber = (value: number): string => (Number.isInteger(value) ? formatCount(value) : String(value));

/** Counts as rates, one point at the end of each window; the rate of the first window also counts at its start. */
function rates(counts: readonly number[], windowMs: number, endMs: number): [number, number][] {
  const points = counts.flatMap((count, window): [number, number][] => {
    const coveredMs = Math.min(windowMs, endMs - window * windowMs);
    if (coveredMs < WHOLE_ENOUGH * windowMs) return [];
    return [[window * windowMs + coveredMs, (count / coveredMs) * 1000]];
  });
  const [first] = points;
  return first ? [[0, first[1]], ...points] : [];
}

function panelTimeAxis(position: number, isLast: boolean, endMs: number): object {
  const labels = isLast ? {} : { name: "", axisLabel: { show: false } };
  return { ...timeAxis(endMs), gridIndex: position, ...labels };
}
