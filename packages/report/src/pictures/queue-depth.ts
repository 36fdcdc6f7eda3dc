// The queue over time as the broker reports it: ready and unacknowledged messages, and the memory of the broker.
import { formatCount, formatMs } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { whichRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { faultLines, labelledFaults } from "./fault-lines.ts";
import { AXIS_LINES, AXIS_TEXT, columnLegend, pictureTitle, seriesColour, timeAxis } from "./look.ts";

const HEIGHT = 240;
const TOP = 116;
const BOTTOM = 58;
const LEFT = 76;
const RIGHT = 84;
const LEAST_POINTS = 3;
/** Messages; a queue that is never deeper is not drawn. */
const SHALLOW = 10;
const BYTES_A_MEGABYTE = 1e6;

type Points = RunResult["timeline"]["ready"];

/** Whether the broker reported its queue, and the queue was deep enough to draw. */
export function isQueueDrawn({ timeline: { ready, unacked } }: RunResult): boolean {
  const deepest = Math.max(0, ...[...ready, ...unacked].map(([, messages]) => messages));
  return unacked.length >= LEAST_POINTS && deepest > SHALLOW;
}

export function drawQueueDepth(trial: TrialResult, run: RunResult): Picture | null {
  if (!isQueueDrawn(run)) return null;
  const { ready, unacked, brokerMemoryBytes } = run.timeline;
  const endMs = Math.max(run.makespanMs ?? 0, ready.at(-1)?.[0] ?? 0);
  const memory = measured(brokerMemoryBytes, endMs).map(([at, bytes]): [number, number] => [
    at,
    bytes / BYTES_A_MEGABYTE,
  ]);
  const names = ["ready in the queue", "unacknowledged", "memory of the broker"] as const;
  const alt = `${trialLabel(trial)}: messages ready, messages unacknowledged and the broker's memory over ${formatMs(endMs)}`;
  const option = {
    title: pictureTitle(
      `Queue over time: ${trialLabel(trial)}`,
      [whichRun(trial, run), "as the broker reports it, four times a second"].filter(Boolean).join(", "),
    ),
    legend: columnLegend(names, LEFT, PICTURE_WIDTH - LEFT - RIGHT).legend,
    grid: { left: LEFT, right: RIGHT, top: TOP, height: HEIGHT },
    xAxis: timeAxis(endMs),
    yAxis: [
      { ...valueAxis("messages", "right"), min: 0, minInterval: 1 },
      // The axis starts near the memory of an idle broker, about 60 MB; from 0 the growth would be invisible.
      { ...valueAxis("MB", "left"), scale: true, splitLine: { show: false } },
    ],
    series: [
      { ...line(names[0], 1, measured(ready, endMs)), markLine: faultLines(run.faults, namedFaults(run, endMs)) },
      line(names[1], 0, measured(unacked, endMs)),
      { ...line(names[2], 3, memory), yAxisIndex: 1, lineStyle: { width: 2, type: "dotted", color: seriesColour(3) } },
    ],
  };
  const caption = "The memory axis, on the right, does not start at 0.";
  return { svg: drawSvg(option, TOP + HEIGHT + BOTTOM, alt), alt, caption };
}

const namedFaults = ({ faults }: RunResult, endMs: number): ReturnType<typeof labelledFaults> =>
  labelledFaults(faults, endMs, PICTURE_WIDTH - LEFT - RIGHT);

/** The samples within the measurement. */
const measured = (points: Points, endMs: number): [number, number][] =>
  points.filter(([at]) => at >= 0 && at <= endMs).map(([at, value]) => [at, value]);

const valueAxis = (name: string, align: "left" | "right"): object => ({
  type: "value",
  name,
  nameTextStyle: { ...AXIS_TEXT, align },
  splitNumber: 4,
  ...AXIS_LINES,
  axisLabel: { ...AXIS_TEXT, formatter: (value: number) => formatCount(value) },
});

const line = (name: string, colour: number, data: readonly [number, number][]): object => ({
  type: "line",
  name,
  silent: true,
  symbol: "none",
  color: seriesColour(colour),
  lineStyle: { width: 2, color: seriesColour(colour) },
  data,
});
