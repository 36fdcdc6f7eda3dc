// What each consumer did in the last two minutes: a lane per consumer, darker where it had a delivery in hand for longer.
import { counted, formatCount } from "@fairhare/core";
import { LANE_STEP_MS } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Lane, Listed } from "../../tap/tap-state.ts";
import { laneShapes, LEVELS, SHADE_LEGEND } from "../live/lane-shapes.ts";
import { isNarrow } from "../margins.ts";
import { useWidth } from "../width.ts";

/** More consumers have lanes without a name each. */
const NAMED = 40;
/** Pixels for names, and those of a character. */
const [NAME_ROOM, NARROW_ROOM, CHARACTER] = [150, 88, 7.4];

export function ConsumerLanes({ lanes: { rows, hidden } }: { readonly lanes: Listed<Lane> }): ComponentChildren {
  const [holder, width] = useWidth<HTMLDivElement>();
  const [reading, setReading] = useState("");
  const length = Math.max(...rows.map(({ busy }) => busy.length));
  const seconds = Math.round((length * LANE_STEP_MS) / 1_000);
  const isNamed = rows.length <= NAMED;
  const pitch = isNamed ? 20 : 4;
  const left = !isNamed ? 0 : isNarrow(width) ? NARROW_ROOM : NAME_ROOM;
  const cell = (width - left) / Math.max(1, length);
  const height = rows.length * pitch;
  // A consumer that came later begins further to the right.
  const bars = rows.map(({ busy }) => busy.padStart(length, " "));
  const inHand = rows.filter(({ unacked }) => unacked > 0).length;
  const summary = `${counted(rows.length, "consumer")}, ${formatCount(inHand)} with a delivery in hand`;
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">Busy in the last {seconds} s</span>
        <ul class="legend">
          {SHADE_LEGEND.map(([name, background]) => (
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
            height={height + 22}
            role="img"
            aria-label={`How busy each consumer was in the last ${seconds} seconds; ${summary}`}
            onPointerMove={({ currentTarget, clientY }) => {
              const row = rows[Math.floor((clientY - currentTarget.getBoundingClientRect().top) / pitch)];
              setReading(row === undefined ? "" : `${row.name} of ${row.queue}: ${formatCount(row.unacked)} in hand`);
            }}
            onPointerLeave={() => setReading("")}
          >
            {LEVELS.map((level) => (
              <path class={`busy-${level}`} d={laneShapes(bars, level, left, cell, pitch)} />
            ))}
            {isNamed &&
              rows.map(({ name }, row) => (
                <text class="lane-name" x={left - 6} y={(row + 0.5) * pitch + 4} text-anchor="end">
                  {shortened(name, Math.floor((left - 8) / CHARACTER))}
                </text>
              ))}
            <text class="tick" x={left} y={height + 16}>
              {seconds} s ago
            </text>
            <text class="tick" x={width} y={height + 16} text-anchor="end">
              now
            </text>
          </svg>
        )}
      </div>
      {hidden > 0 && <p class="note">{counted(hidden, "more consumer")} without a lane.</p>}
    </figure>
  );
}

/** The ends of names differ more often than their beginnings. */
const shortened = (name: string, most: number): string =>
  name.length <= most
    ? name
    : `${name.slice(0, Math.floor(most / 3))}…${name.slice(-(most - Math.floor(most / 3) - 1))}`;
