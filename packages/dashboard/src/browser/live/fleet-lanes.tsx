// What each worker did in the last seconds: a lane per worker, with bars of heavy and light work, or darker where it was
// busier if the tasks are all alike or the fleet is large.
import { formatCount } from "@fairhare/core";
import type { ComponentChildren } from "preact";
import type { LiveFleet, LiveWorkerLane } from "../../live/live-update.ts";
import { leftMargin, rightMargin } from "../margins.ts";
import { areNamed, LaneFigure, type LaneLayout, LaneName } from "./lane-figure.tsx";
import { laneShapes, LEVELS, SHADE_LEGEND } from "./lane-shapes.ts";
import { HEAVY, LIGHT, SplitLanes } from "./split-lanes.tsx";

/** Seconds of a piece of a lane. */
const PIECE_SECONDS = 0.25;
/** Slots between two names of a large fleet. */
const NAME_EVERY = 20;
const SPLIT_LEGEND = [
  ["heavy tasks", HEAVY],
  ["light tasks", LIGHT],
  ["idle", "var(--busy-0)"],
] as const;
const STATES = { busy: "busy", idle: "idle", down: "✕ down" } as const;

export function FleetLanes({ fleet: { workers } }: { readonly fleet: LiveFleet }): ComponentChildren {
  const down = workers.filter(({ state }) => state === "down").map(({ slot }) => slot);
  const isSplit = workers.some(({ heavy }) => heavy !== "");
  const length = workers[0]?.lane.length ?? 0;
  const seconds = Math.round(length * PIECE_SECONDS);
  return (
    <LaneFigure
      title={`Workers in the last ${seconds} s`}
      label="What each worker did in the last seconds"
      summary={down.length === 0 ? `${formatCount(workers.length)} workers run` : `down: ${down.join(", ")}`}
      legend={isSplit ? SPLIT_LEGEND : SHADE_LEGEND}
      lanes={workers.length}
      seconds={seconds}
      margins={(width) => ({ left: leftMargin(width), right: rightMargin(width) })}
      readingOf={(lane) => textOf(workers[lane])}
      draw={(layout) => (
        <>
          <Lanes workers={workers} isSplit={isSplit} length={length} {...layout} />
          {workers.map((worker, row) => (
            <Names worker={worker} row={row} isNamed={areNamed(workers.length)} layout={layout} />
          ))}
        </>
      )}
    />
  );
}

interface LanesProps extends LaneLayout {
  readonly workers: LiveFleet["workers"];
  readonly isSplit: boolean;
  readonly length: number;
}

function Lanes({ workers, isSplit, length, left, right, width, pitch }: LanesProps): ComponentChildren {
  const cell = (width - left - right) / Math.max(1, length);
  if (isSplit) return <SplitLanes workers={workers} left={left} cell={cell} pitch={pitch} />;
  const lanes = workers.map(({ lane }) => lane);
  return LEVELS.map((level) => <path class={`busy-${level}`} d={laneShapes(lanes, level, left, cell, pitch)} />);
}

interface NamesProps {
  readonly worker: LiveWorkerLane;
  readonly row: number;
  readonly isNamed: boolean;
  readonly layout: LaneLayout;
}

/** The slot before the lane, and the state after it. */
const Names = ({ worker: { slot, state }, row, isNamed, layout }: NamesProps): ComponentChildren => (
  <>
    {(isNamed || slot % NAME_EVERY === 0) && <LaneName row={row} text={slot} layout={layout} />}
    {(isNamed || state === "down") && (
      <text
        class={state === "down" ? "ended-text" : ""}
        x={layout.width - layout.right + 6}
        y={(row + 0.5) * layout.pitch + 4}
      >
        {isNamed ? STATES[state] : "✕"}
      </text>
    )}
  </>
);

const textOf = (worker: LiveWorkerLane | undefined): string =>
  worker === undefined
    ? ""
    : `worker ${worker.slot}: ${worker.state}, ${formatCount(worker.completed)} tasks completed`;
