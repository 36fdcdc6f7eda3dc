// A chart over time on uPlot: zoom by dragging, exact values under the pointer or by the arrow keys, faults as marks.
import { formatMs } from "@fairhare/core";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import UPlot from "uplot";
import { drawFaults, type TimeMark } from "./fault-marks.ts";
import { leftMargin, rightMargin } from "./margins.ts";
import { colour, useColours } from "./theme.tsx";
import type { Points } from "./trial/series.ts";
import type { View } from "./trial/zoom.tsx";
import { useWidth } from "./width.ts";

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly isStep: boolean;
  readonly points: Points;
}

interface TimeChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  readonly faults: readonly TimeMark[];
  readonly whole: View;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** Of a time that may be hours or days; seconds without it. */
  readonly timeText?: (ms: number) => string;
}

/** Seconds between ticks that are round numbers of minutes, hours and days. */
const LONG_STEPS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800];

const HEIGHT = 160;
/** Pixels for the times below a chart. */
const TIMES_ROOM = 32;
/** Pixels above a chart, for the numbers of its faults: a live chart gets them later. */
const MARKS_ROOM = 18;

export function TimeChart(props: TimeChartProps): ComponentChildren {
  const { title, lines, format, view } = props;
  const [holder, width] = useWidth<HTMLDivElement>();
  const chart = useRef<UPlot | null>(null);
  const [reading, setReading] = useState("");
  const colours = useColours();
  // The chart outlives a zoom; its hooks need the latest properties.
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (holder.current === null || width === 0) return undefined;
    const made = new UPlot(optionsOf(latest, width, setReading), dataOf(latest.current.lines), holder.current);
    chart.current = made;
    return () => {
      made.destroy();
      chart.current = null;
    };
    // The lines of a live chart change without a new chart.
  }, [width, colours, lines.length]);

  useEffect(() => {
    chart.current?.setData(dataOf(lines), false);
    chart.current?.setScale("x", { min: view[0] / 1000, max: view[1] / 1000 });
  }, [view[0], view[1], lines]);

  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        {lines.length > 1 && (
          <ul class="legend">
            {lines.map((line) => (
              <li>
                <span class="swatch" style={{ background: line.colour }} /> {line.name}
              </li>
            ))}
          </ul>
        )}
        <output class="reading" aria-live="polite">
          {reading || summaryOf(lines, format)}
        </output>
      </figcaption>
      <div
        ref={holder}
        role="group"
        tabIndex={0}
        aria-label={`${title}: ${summaryOf(lines, format)}. Press the left and right arrow keys to read values.`}
        onKeyDown={(event) => moveCursor(chart.current, event)}
      />
    </figure>
  );
}

/** The text alternative: the largest value of each line. */
function summaryOf(lines: readonly Line[], format: (value: number) => string): string {
  return lines
    .map(({ name, points }) => {
      const values = points.flatMap(([, value]) => value ?? []);
      return values.length === 0 ? `${name}: no value` : `${name} at most ${format(Math.max(...values))}`;
    })
    .join(", ");
}

function dataOf(lines: readonly Line[]): UPlot.AlignedData {
  const tables = lines.map(({ points }): UPlot.AlignedData => [
    points.map(([at]) => at / 1000),
    points.map(([, value]) => value),
  ]);
  // A sample that only the other line has is no gap (1: a null in the data is one).
  return tables.length > 1
    ? UPlot.join(
        tables,
        tables.map(() => [0, 2]),
      )
    : (tables[0] ?? [[], []]);
}

function optionsOf(
  latest: { readonly current: TimeChartProps },
  width: number,
  onReading: (text: string) => void,
): UPlot.Options {
  const { lines, format, view, timeText } = latest.current;
  const axis = {
    stroke: colour("--muted"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
    font: "12px system-ui, sans-serif",
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    padding: [MARKS_ROOM, rightMargin(width), 0, 0],
    cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
    scales: {
      x: {
        time: false,
        range: () => [latest.current.view[0] / 1000, latest.current.view[1] / 1000],
        min: view[0] / 1000,
        max: view[1] / 1000,
      },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      timeText === undefined
        ? { ...axis, size: TIMES_ROOM, values: (_, ticks) => ticks.map((tick) => `${Number(tick.toPrecision(6))} s`) }
        : {
            ...axis,
            size: TIMES_ROOM,
            space: 70,
            incrs: LONG_STEPS,
            values: (_, ticks) => ticks.map((tick) => timeText(tick * 1_000)),
          },
      {
        ...axis,
        size: leftMargin(width),
        values: (_, ticks) => distinct(ticks.map((tick) => (tick === 0 ? "0" : format(tick)))),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.name,
        stroke: line.colour,
        ...(lines.length === 1 ? { fill: `${line.colour}26` } : {}),
        width: 2,
        points: { show: false },
        ...(line.isStep && UPlot.paths.stepped !== undefined ? { paths: UPlot.paths.stepped({ align: -1 }) } : {}),
      })),
    ],
    hooks: {
      draw: [(plot) => drawFaults(plot, latest.current.faults, colour("--alarm"), colour("--healed"))],
      setCursor: [(plot) => onReading(readingAt(plot, latest.current))],
      setSelect: [
        (plot) => {
          const { left, width: length } = plot.select;
          if (length < 4) return;
          const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + length, "x")];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onView([from * 1000, to * 1000]);
        },
      ],
      ready: [
        (plot) => {
          plot.over.addEventListener("dblclick", () => latest.current.onView(latest.current.whole));
        },
      ],
    },
  };
}

/** Ticks between whole numbers have the text of their neighbour. */
const distinct = (texts: readonly string[]): string[] =>
  texts.map((text, index) => (text === texts[index - 1] ? "" : text));

/** `at 2.31 s: ready 12, unacknowledged 4`; empty outside of the chart. */
function readingAt(plot: UPlot, { lines, format, timeText = formatMs }: TimeChartProps): string {
  const { idx } = plot.cursor;
  const at = idx == null ? undefined : plot.data[0][idx];
  if (idx == null || at === undefined || (plot.cursor.left ?? -1) < 0) return "";
  const values = lines.flatMap(({ name }, index) => {
    const value = plot.data[index + 1]?.[idx];
    return value == null ? [] : [`${name} ${format(value)}`];
  });
  return `at ${timeText(at * 1000)}: ${values.join(", ") || "no sample"}`;
}

/** The next sample in the direction of the arrow key. */
function moveCursor(plot: UPlot | null, event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (plot === null || step === undefined) return;
  event.preventDefault();
  const [times] = plot.data;
  const isVisible = (at: number): boolean => at >= (plot.scales["x"]?.min ?? 0) && at <= (plot.scales["x"]?.max ?? 0);
  const [first, last] = [times.findIndex(isVisible), times.findLastIndex(isVisible)];
  const { idx } = plot.cursor;
  const next = idx == null || (plot.cursor.left ?? -1) < 0 ? (step > 0 ? first : last) : idx + step;
  const index = Math.min(last, Math.max(first, next));
  const at = times[index];
  if (at !== undefined) plot.setCursor({ left: plot.valToPos(at, "x"), top: 10 });
}
