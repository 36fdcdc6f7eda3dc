// Latency and growth of the backlog over the publish rate: the curve of a search for the highest rate, with its interval.
import { formatMs, formatNumber } from "@fairhare/core";
import { durationTicks, ticksAround } from "./axes/axis-ticks.ts";
import { exactAxis } from "./axes/time-axis.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { type LegendItem, pictureHead } from "./head.ts";
import { AXIS_TEXT, seriesColour } from "./look.ts";

/** One measured rate; values are medians over its trials. */
interface CurvePoint {
  readonly ratePerSecond: number;
  readonly isHeld: boolean;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly backlogGrowthPerSecond: number | null;
}

export interface RateCurve {
  readonly name: string;
  /** By rate, ascending. */
  readonly points: readonly CurvePoint[];
  /** The highest rate that held, and the lowest that failed; null if there was none. */
  readonly heldPerSecond: number | null;
  readonly failedPerSecond: number | null;
}

const LEFT = 88;
const RIGHT = 32;
const WIDTH = PICTURE_WIDTH - LEFT - RIGHT;
const LATENCY_HEIGHT = 230;
const BACKLOG_HEIGHT = 110;
const GAP = 34;
const BOTTOM = 56;
/** Milliseconds; a logarithmic axis has no zero. */
const FLOOR_MS = 0.001;

const LINES = [
  { key: "p50Ms", name: "p50 end to end", colour: seriesColour(0) },
  { key: "p99Ms", name: "p99 end to end", colour: seriesColour(1) },
] as const;
const GROWTH = { name: "growth of the backlog", colour: seriesColour(2) };
const INTERVAL = { name: "highest rate that holds", colour: seriesColour(3) };

/** Null if no latency was measured. */
export function drawRateCurve(curve: RateCurve): Picture | null {
  const measured = curve.points.filter(({ p50Ms, p99Ms }) => p50Ms !== null && p99Ms !== null);
  const rates = measured.map(({ ratePerSecond }) => ratePerSecond);
  if (measured.length === 0) return null;
  const title = `Latency by rate: ${curve.name}`;
  const latencies = measured.flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? 0, p99Ms ?? 0]).map(aboveFloor);
  const ticks = durationTicks(Math.min(...latencies), Math.max(...latencies));
  const scaled = (ms: number): number => (ticks.isLogarithmic ? Math.log10(ms) : ms);
  const labels = new Map(ticks.values.map((value) => [scaled(value), ticks.label(value)]));
  const growths = measured.map(({ backlogGrowthPerSecond }) => backlogGrowthPerSecond ?? 0);
  const rateAxis = ticksAround(Math.min(...rates), Math.max(...rates), 8);
  const head = pictureHead(
    title,
    [
      "medians over the trials at each rate",
      "filled: the rate held; empty: it did not",
      ticks.isLogarithmic ? "logarithmic axis of latency" : "",
    ],
    legend(curve),
    { left: LEFT, width: PICTURE_WIDTH },
  );
  const top = head.height + 8;
  const second = top + LATENCY_HEIGHT + GAP;
  const option = {
    graphic: head.elements,
    grid: [
      { left: LEFT, top, width: WIDTH, height: LATENCY_HEIGHT },
      { left: LEFT, top: second, width: WIDTH, height: BACKLOG_HEIGHT },
    ],
    xAxis: [
      { ...exactAxis(rateAxis), gridIndex: 0, axisLabel: { show: false } },
      { ...exactAxis(rateAxis), gridIndex: 1, ...named("published tasks per second", 28) },
    ],
    yAxis: [
      {
        ...exactAxis({
          min: scaled(ticks.min),
          max: scaled(ticks.max),
          values: [...labels.keys()],
          label: (value) => labels.get(value) ?? "",
        }),
        gridIndex: 0,
      },
      {
        ...exactAxis(ticksAround(Math.min(0, ...growths), Math.max(0, ...growths), 3)),
        gridIndex: 1,
        ...named("backlog, tasks/s", 64),
      },
    ],
    series: [
      ...LINES.map(({ key, colour }) =>
        line(measured, colour, 0, (point) => scaled(aboveFloor(point[key] ?? FLOOR_MS))),
      ),
      line(measured, GROWTH.colour, 1, ({ backlogGrowthPerSecond }) => backlogGrowthPerSecond ?? 0),
      interval(curve, { rateAxis, top, height: second + BACKLOG_HEIGHT - top }),
    ],
  };
  const alt = `${title}: ${measured.map(pointPhrase).join("; ")}.`;
  return { svg: drawSvg(option, second + BACKLOG_HEIGHT + BOTTOM, alt), alt, caption: "" };
}

function legend({ heldPerSecond }: RateCurve): LegendItem[] {
  const lines = [...LINES, GROWTH].map(({ name, colour }): LegendItem => ({
    name,
    colour,
    mark: "line",
    symbol: "circle",
  }));
  return heldPerSecond === null ? lines : [...lines, { ...INTERVAL, mark: "band" }];
}

const line = (
  points: readonly CurvePoint[],
  colour: string,
  plot: number,
  read: (point: CurvePoint) => number,
): object => ({
  type: "line",
  silent: true,
  xAxisIndex: plot,
  yAxisIndex: plot,
  symbolSize: 9,
  lineStyle: { color: colour, width: 2 },
  itemStyle: { color: colour },
  data: points.map((point) => ({
    value: [point.ratePerSecond, read(point)],
    symbol: point.isHeld ? "circle" : "emptyCircle",
  })),
});

interface Plot {
  readonly rateAxis: { readonly min: number; readonly max: number };
  readonly top: number;
  readonly height: number;
}

/** A band from the highest rate that held to the lowest that failed, through both plots. */
function interval({ heldPerSecond, failedPerSecond }: RateCurve, { rateAxis, top, height }: Plot): object {
  const toX = (rate: number): number => LEFT + ((rate - rateAxis.min) / (rateAxis.max - rateAxis.min)) * WIDTH;
  const held = heldPerSecond ?? 0;
  const from = toX(held);
  const width = Math.max(0, toX(failedPerSecond ?? held) - from);
  const { colour } = INTERVAL;
  const children =
    heldPerSecond === null
      ? []
      : [
          { type: "rect", shape: { x: from, y: top, width, height }, style: { fill: colour, opacity: 0.15 } },
          {
            type: "line",
            shape: { x1: from, x2: from, y1: top, y2: top + height },
            style: { stroke: colour, lineWidth: 1.5, lineDash: [5, 3] },
          },
        ];
  return { type: "custom", silent: true, z: 1, data: [[0, 0]], renderItem: () => ({ type: "group", children }) };
}

const named = (name: string, nameGap: number): object => ({
  name,
  nameLocation: "middle",
  nameGap,
  nameTextStyle: AXIS_TEXT,
});

const aboveFloor = (ms: number): number => Math.max(FLOOR_MS, ms);

/** `400/s held: p50 12.0 ms, p99 31.0 ms`. */
const pointPhrase = ({ ratePerSecond, isHeld, p50Ms, p99Ms }: CurvePoint): string =>
  `${formatNumber(ratePerSecond)}/s ${isHeld ? "held" : "did not hold"}: p50 ${formatMs(p50Ms)}, p99 ${formatMs(p99Ms)}`;
