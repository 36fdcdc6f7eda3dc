// Latency and growth of the backlog over the publish rate, with the interval of the highest rate that holds.
import { formatMs, formatNumber } from "@fairhare/core";
import { durationTicks, ticksAround } from "@fairhare/report";
import type { RatesDocument, RateValues } from "@fairhare/tuning";
import type { ComponentChildren } from "preact";
import { axisOf, type Curve, type CurvePoint, type Panel } from "../curves/curve.ts";
import { type Band, CurvePanels } from "../curves/curve-panels.tsx";
import { lineColour } from "../theme.tsx";

type Cell = RatesDocument["cells"][number];

/** Milliseconds; a logarithmic axis has no zero. */
const FLOOR_MS = 0.001;

/** Nothing without a measured latency. */
export function RateChart({ cell }: { readonly cell: Cell }): ComponentChildren {
  const latencies = cell.trials.flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? [], p99Ms ?? []].flat());
  if (latencies.length === 0) return null;
  const rates = cell.points.map(({ ratePerSecond }) => ratePerSecond);
  return (
    <CurvePanels
      title="Latency and backlog by rate"
      alt={`${cell.name}: ${cell.sentence} The table below has the values.`}
      x={axisOf("published tasks per second", ticksAround(Math.min(...rates), Math.max(...rates), 10))}
      panels={[latencyPanel(cell, latencies), backlogPanel(cell)]}
      band={bandOf(cell)}
    />
  );
}

function latencyPanel(cell: Cell, latencies: readonly number[]): Panel {
  const above = latencies.map((ms) => Math.max(FLOOR_MS, ms));
  const ticks = durationTicks(Math.min(...above), Math.max(...above));
  return {
    axis: axisOf(`end to end${ticks.isLogarithmic ? ", logarithmic" : ""}`, ticks),
    height: 240,
    curves: [
      curveOf(cell, "p50 end to end", 0, ({ p50Ms }) => p50Ms, formatMs),
      curveOf(cell, "p99 end to end", 1, ({ p99Ms }) => p99Ms, formatMs),
    ],
  };
}

function backlogPanel(cell: Cell): Panel {
  const growths = cell.trials.map(({ backlogGrowthPerSecond: growth }) => growth ?? 0);
  return {
    axis: axisOf("growth of the backlog, tasks/s", ticksAround(Math.min(0, ...growths), Math.max(0, ...growths), 3)),
    height: 110,
    curves: [
      curveOf(
        cell,
        "growth of the backlog",
        2,
        ({ backlogGrowthPerSecond }) => backlogGrowthPerSecond,
        (growth) => `${formatNumber(growth)} tasks/s`,
      ),
    ],
  };
}

function curveOf(
  { points, trials }: Cell,
  name: string,
  index: number,
  read: (values: RateValues) => number | null,
  format: (value: number) => string,
): Curve {
  const pointsOf = (all: readonly RateValues[], what: string): CurvePoint[] =>
    all.flatMap((values) => {
      const y = read(values);
      if (y === null) return [];
      const { ratePerSecond: x, isHeld } = values;
      const outcome = isHeld ? "held" : "did not hold";
      return [
        { x, y, isHollow: !isHeld, text: `${what} at ${formatNumber(x)} tasks/s (${outcome}): ${name} ${format(y)}` },
      ];
    });
  return { name, colour: lineColour(index), points: pointsOf(points, "Median"), singles: pointsOf(trials, "Trial") };
}

/** From the highest rate that held to the lowest that failed; a line if only one of them is known. */
function bandOf({ heldPerSecond: held, failedPerSecond: failed }: Cell): Band | undefined {
  const [from, to] = [held ?? failed, failed ?? held];
  if (from === null || to === null) return undefined;
  if (held === null) return { from, to, name: `lowest rate that fails: ${formatNumber(from)}/s` };
  const range = failed === null ? formatNumber(from) : `${formatNumber(from)}–${formatNumber(to)}`;
  return { from, to, name: `highest rate that holds: ${range}/s` };
}
