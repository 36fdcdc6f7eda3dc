// Marks in the lanes: where the process of a worker ended or could no longer work, and where it was there again.
import { presentOf } from "@fairhare/report";
import { formatMs } from "@fairhare/core";
import type { RunResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";

interface LaneEventsProps {
  readonly run: RunResult;
  readonly toX: (ms: number) => number;
  readonly topOf: (lane: number) => number;
  readonly thickness: number;
}

/** Milliseconds; a presence that begins or ends this near to the run's own ends has no mark. */
const AT_THE_END_MS = 1;

export function LaneEvents({
  run: { workers, makespanMs },
  toX,
  topOf,
  thickness,
}: LaneEventsProps): ComponentChildren {
  return workers.flatMap((worker, lane) =>
    presentOf(worker, makespanMs).flatMap(([from, to]) => {
      const middle = topOf(lane) + thickness / 2 + 5;
      const begins = from > AT_THE_END_MS;
      const ends = to < (makespanMs ?? Infinity) - AT_THE_END_MS;
      return [
        ...(begins
          ? [
              <text class="began-again" x={toX(from)} y={middle} text-anchor="middle">
                <title>{`worker ${worker.slot} started at ${formatMs(from)}`}</title>▶
              </text>,
            ]
          : []),
        ...(ends
          ? [
              <text class="ended" x={toX(to)} y={middle} text-anchor="middle">
                <title>{`worker ${worker.slot} ended at ${formatMs(to)}`}</title>✕
              </text>,
            ]
          : []),
      ];
    }),
  );
}
