// The frame of lanes over the last seconds: title, legend, reading of the lane under the pointer, and the times below. The lanes
// themselves are those of workers or consumers.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useWidth } from "../width.ts";

/** More lanes have no name each, and are lower. */
const NAMED = 40;
/** Pixels for the times below the lanes. */
const TIMES_ROOM = 22;

export const areNamed = (lanes: number): boolean => lanes <= NAMED;

/** In pixels. */
export interface LaneLayout {
  /** Before the lanes, and after them. */
  readonly left: number;
  readonly right: number;
  readonly width: number;
  /** From lane to lane. */
  readonly pitch: number;
}

interface LaneFigureProps {
  readonly title: string;
  /** The text alternative, without the summary. */
  readonly label: string;
  readonly summary: string;
  /** Names and colours. */
  readonly legend: readonly (readonly [name: string, background: string])[];
  readonly lanes: number;
  readonly seconds: number;
  readonly margins: (width: number) => Pick<LaneLayout, "left" | "right">;
  /** Empty beyond the last lane. */
  readonly readingOf: (lane: number) => string;
  readonly draw: (layout: LaneLayout) => ComponentChildren;
  readonly children?: ComponentChildren;
}

export function LaneFigure(props: LaneFigureProps): ComponentChildren {
  const { title, label, summary, legend, lanes, seconds, margins, readingOf, draw, children } = props;
  const [holder, width] = useWidth<HTMLDivElement>();
  const [reading, setReading] = useState("");
  const pitch = areNamed(lanes) ? 20 : 4;
  const { left, right } = margins(width);
  const height = lanes * pitch;
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        <ul class="legend">
          {legend.map(([name, background]) => (
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
            height={height + TIMES_ROOM}
            role="img"
            aria-label={`${label}; ${summary}`}
            onPointerMove={({ currentTarget, clientY }) =>
              setReading(readingOf(Math.floor((clientY - currentTarget.getBoundingClientRect().top) / pitch)))
            }
            onPointerLeave={() => setReading("")}
          >
            {draw({ left, right, width, pitch })}
            <text class="tick" x={left} y={height + 16}>
              {seconds} s ago
            </text>
            <text class="tick" x={width - right} y={height + 16} text-anchor="end">
              now
            </text>
          </svg>
        )}
      </div>
      {children}
    </figure>
  );
}

/** The name before a lane. */
export const LaneName = ({
  row,
  text,
  layout: { left, pitch },
}: {
  readonly row: number;
  readonly text: string | number;
  readonly layout: LaneLayout;
}): ComponentChildren => (
  <text class="lane-name" x={left - 6} y={(row + 0.5) * pitch + 4} text-anchor="end">
    {text}
  </text>
);
