// Rates of all clients and deliveries in hand over time: the last minutes, or the whole time of the tap.
import { formatCount, formatNumber } from "@fairhare/core";
import type { RateHistory, RatePoint } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Choice } from "../choice.tsx";
import { Section } from "../section.tsx";
import { lineColour } from "../theme.tsx";
import { type Line, TimeChart } from "../time-chart.tsx";
import type { View } from "../trial/zoom.tsx";
import { elapsedText, windowOf, type WindowName, WINDOWS } from "./time-window.ts";

interface TapRatesProps {
  readonly rates: RateHistory;
  readonly observedMs: number;
}

export function TapRates({ rates, observedMs }: TapRatesProps): ComponentChildren {
  const [name, choose] = useState<WindowName>("last 5 minutes");
  const [zoom, setZoom] = useState<View | null>(null);
  const { points, whole } = windowOf(name, rates, observedMs);
  const view = zoom ?? whole;
  const shared = {
    faults: [],
    whole,
    view,
    onView: (next: View) => setZoom(next === whole ? null : next),
    timeText: elapsedText,
  };
  return (
    <Section id="rates" title="Over time">
      <div class="choices">
        <Choice
          label="Show the"
          options={WINDOWS}
          value={name}
          nameOf={(option) => option}
          onChoose={(option) => {
            choose(option);
            setZoom(null);
          }}
        />
        {zoom !== null && (
          <button type="button" onClick={() => setZoom(null)}>
            Zoom out
          </button>
        )}
        <span class="note">Time since the start of the tap. Drag across a chart to zoom.</span>
      </div>
      <TimeChart {...shared} title="Messages per second" lines={rateLines(points)} format={formatNumber} />
      <TimeChart
        {...shared}
        title="Unacknowledged deliveries"
        lines={[
          {
            name: "unacknowledged",
            colour: lineColour(1),
            isStep: false,
            points: points.map((point) => [point[0], point[4]]),
          },
        ]}
        format={formatCount}
      />
    </Section>
  );
}

const RATES = [
  ["published", 1, 0],
  ["delivered", 2, 1],
  ["acknowledged", 3, 2],
] as const;

export const rateLines = (points: readonly RatePoint[]): Line[] =>
  RATES.map(([name, column, colour]) => ({
    name,
    colour: lineColour(colour),
    isStep: false,
    points: points.map((point) => [point[0], point[column]]),
  }));
