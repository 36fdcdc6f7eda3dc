// What each consumer did in the last two minutes: a lane per consumer, darker where it had a delivery in hand for longer.
import { counted, formatCount } from "@fairhare/core";
import { LANE_STEP_MS } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import type { Lane, Listed } from "../../tap/tap-state.ts";
import { areNamed, LaneFigure, LaneName } from "../live/lane-figure.tsx";
import { laneShapes, LEVELS, SHADE_LEGEND } from "../live/lane-shapes.ts";
import { isNarrow } from "../margins.ts";

/** Pixels for names, and those of a character. */
const [NAME_ROOM, NARROW_ROOM, CHARACTER] = [150, 88, 7.4];

export function ConsumerLanes({ lanes: { rows, hidden } }: { readonly lanes: Listed<Lane> }): ComponentChildren {
  const length = Math.max(...rows.map(({ busy }) => busy.length));
  const seconds = Math.round((length * LANE_STEP_MS) / 1_000);
  const isNamed = areNamed(rows.length);
  // A consumer that came later begins further to the right.
  const bars = rows.map(({ busy }) => busy.padStart(length, " "));
  const inHand = rows.filter(({ unacked }) => unacked > 0).length;
  return (
    <LaneFigure
      title={`Busy in the last ${seconds} s`}
      label={`How busy each consumer was in the last ${seconds} seconds`}
      summary={`${counted(rows.length, "consumer")}, ${formatCount(inHand)} with a delivery in hand`}
      legend={SHADE_LEGEND}
      lanes={rows.length}
      seconds={seconds}
      margins={(width) => ({ left: !isNamed ? 0 : isNarrow(width) ? NARROW_ROOM : NAME_ROOM, right: 0 })}
      readingOf={(lane) => textOf(rows[lane])}
      draw={(layout) => {
        const { left, width, pitch } = layout;
        const cell = (width - left) / Math.max(1, length);
        const most = Math.floor((left - 8) / CHARACTER);
        return (
          <>
            {LEVELS.map((level) => (
              <path class={`busy-${level}`} d={laneShapes(bars, level, left, cell, pitch)} />
            ))}
            {isNamed &&
              rows.map(({ name }, row) => <LaneName row={row} text={shortened(name, most)} layout={layout} />)}
          </>
        );
      }}
    >
      {hidden > 0 && <p class="note">{counted(hidden, "more consumer")} without a lane.</p>}
    </LaneFigure>
  );
}

const textOf = (row: Lane | undefined): string =>
  row === undefined ? "" : `${row.name} of ${row.queue}: ${formatCount(row.unacked)} in hand`;

/** The ends of names differ more often than their beginnings. */
const shortened = (name: string, most: number): string =>
  name.length <= most
    ? name
    : `${name.slice(0, Math.floor(most / 3))}…${name.slice(-(most - Math.floor(most / 3) - 1))}`;
