// Rates, latency, queue depth and broker memory over time, one chart each, with the faults as marks.
import { formatBytes, formatCount, formatMs, formatNumber, formatPlannedMs } from "@fairhare/core";
import { ratesEndMs } from "@fairhare/report";
import type { RunResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { lineColour } from "../theme.tsx";
import { type Line, TimeChart } from "../time-chart.tsx";
import { percentiles, ratesOf, sampleGaps } from "./series.ts";
import { endOf, type View } from "./zoom.tsx";

interface RatesProps {
  readonly run: RunResult;
  readonly view: View;
  readonly onView: (view: View) => void;
}

interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

export function Rates({ run, view, onView }: RatesProps): ComponentChildren {
  const whole: View = [0, endOf(run)];
  const { panels, windowMs } = panelsOf(run);
  if (panels.length === 0) return null;
  return (
    <>
      <h3>Over time</h3>
      <p class="note">
        Rates are counted in windows of {formatPlannedMs(windowMs)}. Select a chart and press the arrow keys to read its
        values.
      </p>
      {panels.map((panel) => (
        <TimeChart key={panel.title} {...panel} faults={run.faults} whole={whole} view={view} onView={onView} />
      ))}
    </>
  );
}

function panelsOf(run: RunResult): { panels: Panel[]; windowMs: number } {
  const { timeline, makespanMs } = run;
  const endMs = makespanMs === null ? timeline.completed.length * timeline.windowMs : ratesEndMs(run);
  const rates = ratesOf(timeline, endMs);
  const messages = [
    ...(timeline.ready.length > 1
      ? [{ name: "ready", colour: lineColour(1), isStep: false, points: sampleGaps(timeline.ready) }]
      : []),
    ...(timeline.unacked.length > 1
      ? [{ name: "unacknowledged", colour: lineColour(0), isStep: false, points: sampleGaps(timeline.unacked) }]
      : []),
  ];
  const memory = sampleGaps(timeline.brokerMemoryBytes);
  const panels: Panel[] = [
    {
      title: "Published per second",
      lines: [{ name: "published", colour: lineColour(0), isStep: true, points: rates.published }],
      format: formatNumber,
    },
    {
      title: "Completed per second",
      lines: [{ name: "completed", colour: lineColour(2), isStep: true, points: rates.completed }],
      format: formatNumber,
    },
    {
      title: "End-to-end latency, by the time of completion",
      lines: [
        { name: "p50", colour: lineColour(2), isStep: false, points: percentiles(timeline, "p50") },
        { name: "p99", colour: lineColour(1), isStep: false, points: percentiles(timeline, "p99") },
      ],
      format: formatMs,
    },
    { title: "Messages in the queue", lines: messages, format: formatCount },
    {
      title: "Memory allocated by the broker",
      lines: memory.length > 1 ? [{ name: "memory", colour: lineColour(3), isStep: false, points: memory }] : [],
      format: formatBytes,
    },
  ];
  return {
    panels: panels.filter(({ lines }) => lines.some(({ points }) => points.length > 1)),
    windowMs: rates.windowMs,
  };
}
