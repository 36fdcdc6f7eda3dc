// Several quantities over one time axis, a plot for each with its own axis, and the faults through all of them.
import type { FaultResult } from "@fairhare/results";
import { type Ticks, ticksAround, ticksFromZero } from "./axes/axis-ticks.ts";
import { FAULT_NAMES_HEIGHT, faultMarks, isWithin } from "./axes/fault-marks.ts";
import { textWidth } from "./axes/text-width.ts";
import { exactAxis, type PlotArea, type TimeSpan, timeAxis, toX } from "./axes/time-axis.ts";
import { drawSvg, type Picture, PICTURE_WIDTH } from "./chart.ts";
import { type LegendItem, pictureHead, textElement } from "./head.ts";
import { ALARM, AXIS_TEXT, MUTED } from "./look.ts";

export interface Panel {
  /** With its unit. */
  readonly name: string;
  /** Milliseconds and value; null is a gap. */
  readonly points: readonly (readonly [number, number | null])[];
  readonly colour: string;
  readonly isStepped?: boolean;
  /** From 0 in whole numbers, from 0, or around the values. */
  readonly axis: "count" | "zero" | "around";
}

const PLOT_HEIGHT = 104;
const NAME_HEIGHT = 26;
const GAP = 16;
const BOTTOM = 56;
const LEAST_LEFT = 60;
const RIGHT = 32;
const AIMED_TICKS = 4;
/** Pixels between a label and its axis. */
const LABEL_GAP = 14;

export interface PanelPicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly panels: readonly Panel[];
  readonly span: TimeSpan;
  readonly faults: readonly FaultResult[];
  readonly alt: string;
  readonly notes: readonly string[];
}

export function drawPanels({ title, subtitle, panels, span, faults, alt, notes }: PanelPicture): Picture {
  const ticks = panels.map(ticksOf);
  const left = Math.max(LEAST_LEFT, ...ticks.map(widestLabel));
  const hasFaults = faults.some((fault) => isWithin(span, fault));
  const head = pictureHead(title, subtitle, hasFaults ? FAULT_LEGEND : [], { left, width: PICTURE_WIDTH });
  const plots = panels.map((_, position): PlotArea => ({
    left,
    width: PICTURE_WIDTH - left - RIGHT,
    top:
      head.height + NAME_HEIGHT + (hasFaults ? FAULT_NAMES_HEIGHT : 0) + position * (PLOT_HEIGHT + NAME_HEIGHT + GAP),
    height: PLOT_HEIGHT,
  }));
  const marks = faultMarks(faults, span, plots);
  const last = panels.length - 1;
  const option = {
    graphic: [
      ...head.elements,
      ...panels.map(({ name, colour }, position) =>
        textElement(
          name,
          left,
          (plots[position]?.top ?? 0) - 14 - (position === 0 && hasFaults ? FAULT_NAMES_HEIGHT : 0),
          13,
          colour,
          true,
        ),
      ),
      ...marks.elements,
      ...releaseMark(span, plots),
    ],
    grid: plots.map((plot) => ({ ...plot })),
    xAxis: panels.map((_, position) => ({
      ...timeAxis(span, { isLabelled: position === last }),
      gridIndex: position,
    })),
    yAxis: ticks.map((tick, position) => ({ ...exactAxis(tick), gridIndex: position })),
    series: panels.map(({ points, colour, isStepped = false }, position) => ({
      type: "line",
      xAxisIndex: position,
      yAxisIndex: position,
      silent: true,
      symbol: "none",
      z: 3,
      ...(isStepped ? { step: "start" } : {}),
      lineStyle: { width: 2, color: colour },
      ...(panels[position]?.axis === "around" ? {} : { areaStyle: { color: colour, opacity: 0.14 } }),
      data: points,
    })),
  };
  const height = (plots[last]?.top ?? 0) + PLOT_HEIGHT + BOTTOM;
  return { svg: drawSvg(option, height, alt), alt, caption: [...marks.notes, ...notes].join(" ") };
}

export const FAULT_LEGEND: readonly LegendItem[] = [
  { name: "fault (shaded until healed)", colour: ALARM, mark: "band" },
];

function ticksOf({ points, axis }: Panel): Ticks {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  if (axis !== "around") return ticksFromZero(largest, AIMED_TICKS, axis === "count");
  return ticksAround(Math.min(largest, ...values), largest, AIMED_TICKS);
}

const widestLabel = ({ values, label }: Ticks): number =>
  Math.max(...values.map((value) => textWidth(label(value), AXIS_TEXT.fontSize))) + LABEL_GAP;

/** Where the workers begin, in a picture that begins before. */
function releaseMark(span: TimeSpan, plots: readonly PlotArea[]): object[] {
  const [first] = plots;
  if (span.fromMs >= 0 || !first) return [];
  return plots.map((plot) => {
    const x = toX(span, plot, 0);
    return {
      type: "line",
      z: 4,
      silent: true,
      shape: { x1: x, x2: x, y1: plot.top, y2: plot.top + plot.height },
      style: { stroke: MUTED, lineWidth: 1 },
    };
  });
}
