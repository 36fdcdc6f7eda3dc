// The run that is being measured: phase and progress, rates and backlog over time, and faults as they happen.
import { formatCount, formatMs, formatNumber } from "@fairhare/core";
import type { ComponentChildren } from "preact";
import { lineColour } from "../theme.tsx";
import { useState } from "preact/hooks";
import type { LiveFleet } from "../../live/live-update.ts";
import type { LiveRun, Sample } from "../../live/live-state.ts";
import { Count } from "../count.tsx";
import { Section } from "../section.tsx";
import { TimeChart } from "../time-chart.tsx";
import type { Points } from "../trial/series.ts";
import { type View, ZoomBar } from "../trial/zoom.tsx";
import { FleetLanes } from "./fleet-lanes.tsx";

/** Milliseconds that the charts show at least. */
const SHORTEST_MS = 2_000;
/** Windows of a chart, at most. */
const WINDOWS = 100;
/** Milliseconds of a window, at least. */
const WINDOW_MS = 400;

interface RunningRunProps {
  readonly run: LiveRun;
  readonly fleet: LiveFleet | null;
}

export function RunningRun({ run, fleet }: RunningRunProps): ComponentChildren {
  const { index, total, trial, warmup, phase, expected, elapsedMs, counts, samples, marks } = run;
  const whole: View = [0, Math.max(SHORTEST_MS, elapsedMs)];
  const [chosen, choose] = useState<View | null>(null);
  const view = chosen ?? whole;
  const onView = (next: View): void => choose(next[0] <= 0 && next[1] >= whole[1] ? null : next);
  const shared = { faults: marks, whole, view, onView, format: formatNumber };
  return (
    <Section id="run" title={`Run ${index} of ${total}: ${trial}${warmup ? " (warm-up)" : ""}`}>
      <p>
        Phase: <strong>{phase}</strong>, {formatMs(elapsedMs)} since the start of the measurement
      </p>
      {expected !== null && expected > 0 && (
        <progress max={expected} value={counts.completed} aria-label="Tasks completed">
          {formatCount(counts.completed)}
        </progress>
      )}
      <dl class="counts">
        <Count name="published" value={counts.attempted} />
        <Count name="confirmed" value={counts.confirmed} />
        <Count name="delivered" value={counts.delivered} />
        <Count name="completed" value={counts.completed} of={expected} />
        <Count name="not completed yet" value={Math.max(0, counts.attempted - counts.completed)} />
        {fleet?.ready != null && <Count name="ready in the queue" value={fleet.ready} />}
      </dl>
      <ZoomBar whole={whole} view={view} onView={onView} />
      <TimeChart
        {...shared}
        title="Published and completed per second"
        lines={[
          { name: "published", colour: lineColour(0), isStep: true, points: ratesOf(samples, 1) },
          { name: "completed", colour: lineColour(2), isStep: true, points: ratesOf(samples, 2) },
        ]}
      />
      <TimeChart
        {...shared}
        title="Published tasks that are not completed"
        format={formatCount}
        lines={[
          {
            name: "tasks",
            colour: lineColour(1),
            isStep: false,
            points: samples.map(([at, published, completed]) => [at, Math.max(0, published - completed)]),
          },
        ]}
      />
      {fleet !== null && fleet.workers.length > 0 && <FleetLanes fleet={fleet} />}
      <h3>Events</h3>
      {marks.length === 0 ? (
        <p class="note">No fault has begun, and no worker was lost.</p>
      ) : (
        <ol class="faults" aria-live="polite">
          {marks.map(({ atMs, text, healedAtMs }) => (
            <li>
              {formatMs(atMs)}: {text}
              {healedAtMs !== null && <span class="good"> Healed after {formatMs(healedAtMs - atMs)}.</span>}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

/** The rate between samples that are far enough apart. */
function ratesOf(samples: readonly Sample[], column: 1 | 2): Points {
  const spanMs = samples.at(-1)?.[0] ?? 0;
  const windowMs = Math.max(WINDOW_MS, spanMs / WINDOWS);
  const points: [number, number][] = [];
  let from = samples[0];
  for (const sample of samples) {
    if (from === undefined || sample[0] - from[0] < windowMs) continue;
    points.push([sample[0], ((sample[column] - from[column]) / (sample[0] - from[0])) * 1000]);
    from = sample;
  }
  const [first] = points;
  return first === undefined ? [] : [[samples[0]?.[0] ?? 0, first[1]], ...points];
}
