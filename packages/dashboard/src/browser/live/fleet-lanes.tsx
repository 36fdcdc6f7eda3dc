// What each worker did in the last seconds: a lane per worker, with bars of heavy and light work, or darker where it was
// busier if the tasks are all alike or the fleet is large.
import { formatCount } from "@fairhare/core";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { LiveFleet, LiveWorkerLane } from "../../live/live-update.ts";
import { leftMargin, rightMargin } from "../margins.ts";
import { useWidth } from "../width.ts";
import { laneShapes, LEVELS, SHADE_LEGEND } from "./lane-shapes.ts";
import { HEAVY, LIGHT, SplitLanes } from "./split-lanes.tsx";

/** Seconds of a piece of a lane. */
const PIECE_SECONDS = 0.25;
/** More workers have lanes without a name each. */
const NAMED = 40;
const SPLIT_LEGEND = [
  ["heavy tasks", HEAVY],
  ["light tasks", LIGHT],
  ["idle", "var(--busy-0)"],
] as const;
const STATES = { busy: "busy", idle: "idle", down: "✕ down" } as const;

export function FleetLanes({ fleet }: { readonly fleet: LiveFleet }): ComponentChildren {
  const [holder, width] = useWidth<HTMLDivElement>();
  const [reading, setReading] = useState("");
  const { workers } = fleet;
  const down = workers.filter(({ state }) => state === "down").map(({ slot }) => slot);
  const summary = down.length === 0 ? `${formatCount(workers.length)} workers run` : `down: ${down.join(", ")}`;
  const pitch = workers.length <= NAMED ? 20 : 4;
  const isSplit = workers.some(({ heavy }) => heavy !== "");
  const [left, right] = [leftMargin(width), rightMargin(width)];
  const lanes = workers.map(({ lane }) => lane);
  const length = workers[0]?.lane.length ?? 0;
  const cell = (width - left - right) / Math.max(1, length);
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">Workers in the last {Math.round(length * PIECE_SECONDS)} s</span>
        <ul class="legend">
          {(isSplit ? SPLIT_LEGEND : SHADE_LEGEND).map(([name, background]) => (
            <li>
              <span class="swatch" style={{ background }} /> {name}
            </li>
          ))}
        </ul>
        <output class="reading" aria-live="polite">
          {reading || summary}
        </output>
      </figcaption>
      <div ref={holder}>
        {width > 0 && (
          <svg
            width={width}
            height={workers.length * pitch + 22}
            role="img"
            aria-label={`What each worker did in the last seconds; ${summary}`}
            onPointerMove={({ currentTarget, clientY }) => {
              const lane = Math.floor((clientY - currentTarget.getBoundingClientRect().top) / pitch);
              setReading(textOf(workers[lane]));
            }}
            onPointerLeave={() => setReading("")}
          >
            {isSplit ? (
              <SplitLanes workers={workers} left={left} cell={cell} pitch={pitch} />
            ) : (
              LEVELS.map((level) => <path class={`busy-${level}`} d={laneShapes(lanes, level, left, cell, pitch)} />)
            )}
            {workers.map(({ slot, state }, row) => (
              <>
                {(workers.length <= NAMED || slot % 20 === 0) && (
                  <text class="lane-name" x={left - 6} y={(row + 0.5) * pitch + 4} text-anchor="end">
                    {slot}
                  </text>
                )}
                {(workers.length <= NAMED || state === "down") && (
                  <text class={state === "down" ? "ended-text" : ""} x={width - right + 6} y={(row + 0.5) * pitch + 4}>
                    {workers.length <= NAMED ? STATES[state] : "✕"}
                  </text>
                )}
              </>
            ))}
            <text class="tick" x={left} y={workers.length * pitch + 16}>
              {Math.round(length * PIECE_SECONDS)} s ago
            </text>
            <text class="tick" x={width - right} y={workers.length * pitch + 16} text-anchor="end">
              now
            </text>
          </svg>
        )}
      </div>
    </figure>
  );
}

const textOf = (worker: LiveWorkerLane | undefined): string =>
  worker === undefined
    ? ""
    : `worker ${worker.slot}: ${worker.state}, ${formatCount(worker.completed)} tasks completed`;
