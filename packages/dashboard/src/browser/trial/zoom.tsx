// The part of the time axis that all charts of a run show, and the buttons that change it.
import { formatMs } from "@fairhare/core";
import { ratesEndMs } from "@fairhare/report";
import type { RunResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";

/** Milliseconds since the start of the measurement. */
export type View = readonly [from: number, to: number];

/** A little after the last completion, and after the last fault. */
const MARGIN = 1.02;

export function endOf(run: RunResult): number {
  const { makespanMs, timeline, faults, workers } = run;
  const last = Math.max(
    makespanMs === null ? 0 : ratesEndMs(run),
    ...faults.map(({ atMs, healedAtMs }) => healedAtMs ?? atMs),
    ...workers.map(({ diedAtMs }) => diedAtMs ?? 0),
  );
  return MARGIN * (last > 0 ? last : Math.max(1, timeline.windowMs * timeline.completed.length));
}

interface ZoomBarProps {
  readonly whole: View;
  readonly view: View;
  readonly onView: (view: View) => void;
}

export function ZoomBar({ whole, view, onView }: ZoomBarProps): ComponentChildren {
  const [from, to] = view;
  const span = to - from;
  const isWhole = span >= whole[1] - whole[0];
  /** Keeps the view within the run. */
  const show = (start: number, length: number): void => {
    const size = Math.min(length, whole[1] - whole[0]);
    const begin = Math.min(Math.max(whole[0], start), whole[1] - size);
    onView([begin, begin + size]);
  };
  return (
    <div class="zoom" role="group" aria-label="Zoom of the charts over time">
      <button type="button" onClick={() => show(from + span / 4, span / 2)}>
        Zoom in
      </button>
      <button type="button" disabled={isWhole} onClick={() => show(from - span / 2, span * 2)}>
        Zoom out
      </button>
      <button type="button" disabled={isWhole} aria-label="Earlier" onClick={() => show(from - span / 2, span)}>
        ←
      </button>
      <button type="button" disabled={isWhole} aria-label="Later" onClick={() => show(from + span / 2, span)}>
        →
      </button>
      <button type="button" disabled={isWhole} onClick={() => onView(whole)}>
        Whole run
      </button>
      <output>
        {formatMs(from)} to {formatMs(to)}
      </output>
      <span class="note">Drag across a chart to zoom; double-click to see the whole run.</span>
    </div>
  );
}
