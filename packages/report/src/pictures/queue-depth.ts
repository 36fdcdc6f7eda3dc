// The queue over time as the broker itself saw it: what waits, what is out with the workers, and the memory it takes.
import type { RunResult, TrialResult } from "@fairhare/results";
import { formatCount, formatMs } from "../format.ts";
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
/** A queue that is never deeper than this has no course worth a picture. */
const SHALLOW = 10;
const BYTES_A_MEGABYTE = 1e6;

type Points = RunResult["timeline"]["ready"];

/** Whether the broker was watched from within, and there was something to see. */
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
      `The queue over time: ${trialLabel(trial)}`,
      [whichRun(trial, run), "as the broker saw it, four times a second"].filter(Boolean).join(", "),
    ),
    legend: columnLegend(names, LEFT, PICTURE_WIDTH - LEFT - RIGHT).legend,
    grid: { left: LEFT, right: RIGHT, top: TOP, height: HEIGHT },
    xAxis: timeAxis(endMs),
    yAxis: [
      { ...valueAxis("messages", "right"), min: 0, minInterval: 1 },
      // From where the memory begins: an idle broker has allocated some 60 MB, and what it grows by would be flat.
      { ...valueAxis("MB", "left"), scale: true, splitLine: { show: false } },
    ],
    series: [
      { ...line(names[0], 1, measured(ready, endMs)), markLine: faultLines(run.faults, namedFaults(run, endMs)) },
      line(names[1], 0, measured(unacked, endMs)),
      { ...line(names[2], 3, memory), yAxisIndex: 1, lineStyle: { width: 2, type: "dotted", color: seriesColour(3) } },
    ],
  };
  const caption = "The scale of the memory, on the right, does not begin at 0.";
  return { svg: drawSvg(option, TOP + HEIGHT + BOTTOM, alt), alt, caption };
}

const namedFaults = ({ faults }: RunResult, endMs: number): ReturnType<typeof labelledFaults> =>
  labelledFaults(faults, endMs, PICTURE_WIDTH - LEFT - RIGHT);

/** What was seen before the measurement or after it is no part of the picture. */
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
