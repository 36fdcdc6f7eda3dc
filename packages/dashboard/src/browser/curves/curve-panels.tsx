// Plots under each other over one horizontal axis: curves of medians with the single measurements around them, and a band
// through all plots. Drawn as SVG, in the colours of the page.
import type { ComponentChildren } from "preact";
import { isNarrow } from "../margins.ts";
import { useWidth } from "../width.ts";
import type { Curve, CurveAxis, CurvePoint, Panel } from "./curve.ts";

interface CurvePanelsProps {
  readonly title: string;
  /** The text alternative. */
  readonly alt: string;
  readonly x: CurveAxis;
  readonly panels: readonly Panel[];
  /** Marked through all plots: an interval of the horizontal axis, or one place on it. */
  readonly band?: Band | undefined;
}

export interface Band {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const RIGHT = 20;
const TOP = 34;
const GAP = 34;
const BOTTOM = 44;
/** Pixels; an interval may be narrower than a line. */
const LEAST_BAND = 3;
/** Pixels of a character of a tick, and between two ticks. */
const CHARACTER = 7;
const TICK_GAP = 10;

export function CurvePanels(props: CurvePanelsProps): ComponentChildren {
  const { title, panels, band } = props;
  const [holder, width] = useWidth<HTMLDivElement>();
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        <ul class="legend">
          {panels
            .flatMap(({ curves }) => curves)
            .map(({ name, colour }) => (
              <li>
                <span class="swatch" style={{ background: colour }} /> {name}
              </li>
            ))}
          {band !== undefined && (
            <li>
              <span class="swatch knee" /> {band.name}
            </li>
          )}
        </ul>
      </figcaption>
      <div ref={holder}>{width > 0 && <Plots {...props} width={width} />}</div>
    </figure>
  );
}

function Plots({ alt, x, panels, band, width }: CurvePanelsProps & { readonly width: number }): ComponentChildren {
  const left = isNarrow(width) ? 56 : 72;
  const toX = (value: number): number => left + x.place(value) * (width - left - RIGHT);
  const tops = panels.map(
    (_, index) => TOP + panels.slice(0, index).reduce((sum, { height }) => sum + height + GAP, 0),
  );
  const bottom = (tops.at(-1) ?? TOP) + (panels.at(-1)?.height ?? 0);
  return (
    <svg width={width} height={bottom + BOTTOM} role="img" aria-label={alt}>
      {band !== undefined && <BandMark {...band} toX={toX} top={TOP} bottom={bottom} />}
      {panels.map((panel, index) => (
        <Plot panel={panel} x={x} toX={toX} top={tops[index] ?? TOP} left={left} right={width - RIGHT} />
      ))}
      {spaced(x, toX).map((value) => (
        <text class="tick" x={toX(value)} y={bottom + 17} text-anchor="middle">
          {x.label(value)}
        </text>
      ))}
      <text class="axis-name" x={width - RIGHT} y={bottom + 36} text-anchor="end">
        {x.name}
      </text>
    </svg>
  );
}

/** Without those whose text would run into the one before. */
function spaced({ values, label }: CurveAxis, toX: (value: number) => number): number[] {
  let end = -Infinity;
  return values.filter((value) => {
    const half = (label(value).length * CHARACTER) / 2;
    if (toX(value) - half < end) return false;
    end = toX(value) + half + TICK_GAP;
    return true;
  });
}

interface PlotProps {
  readonly panel: Panel;
  readonly x: CurveAxis;
  readonly toX: (value: number) => number;
  readonly top: number;
  readonly left: number;
  readonly right: number;
}

function Plot({ panel: { axis, height, curves, limit }, x, toX, top, left, right }: PlotProps): ComponentChildren {
  const toY = (value: number): number => top + (1 - axis.place(value)) * height;
  return (
    <g>
      {axis.values.map((value) => (
        <g class="axis">
          <line x1={left} x2={right} y1={toY(value)} y2={toY(value)} />
          <text x={left - 8} y={toY(value) + 4} text-anchor="end">
            {axis.label(value)}
          </text>
        </g>
      ))}
      {spaced(x, toX).map((value) => (
        <g class="axis">
          <line x1={toX(value)} x2={toX(value)} y1={top} y2={top + height} />
        </g>
      ))}
      <text class="axis-name" x={4} y={top - 12}>
        {axis.name}
      </text>
      {limit !== undefined && (
        <g>
          <line class="bound" x1={left} x2={right} y1={toY(limit.value)} y2={toY(limit.value)} />
          <text class="above" x={left + 4} y={toY(limit.value) + 16}>
            {limit.name}
          </text>
        </g>
      )}
      {curves.map((curve) => (
        <CurveLine curve={curve} toX={toX} toY={toY} />
      ))}
    </g>
  );
}

interface CurveLineProps {
  readonly curve: Curve;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
}

const CurveLine = ({ curve: { colour, points, singles = [] }, toX, toY }: CurveLineProps): ComponentChildren => (
  <g>
    <polyline class="curve" stroke={colour} points={points.map(({ x, y }) => `${toX(x)},${toY(y)}`).join(" ")} />
    {singles.map((point) => (
      <Dot point={point} colour={colour} cx={toX(point.x)} cy={toY(point.y)} radius={2.5} />
    ))}
    {points.map((point) => (
      <Dot point={point} colour={colour} cx={toX(point.x)} cy={toY(point.y)} radius={5} />
    ))}
  </g>
);

interface DotProps {
  readonly point: CurvePoint;
  readonly colour: string;
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
}

const Dot = ({ point: { isHollow, text }, colour, cx, cy, radius }: DotProps): ComponentChildren => (
  <circle class={isHollow ? "hollow" : ""} cx={cx} cy={cy} r={radius} fill={colour} stroke={colour}>
    <title>{text}</title>
  </circle>
);

interface BandMarkProps extends Band {
  readonly toX: (value: number) => number;
  readonly top: number;
  readonly bottom: number;
}

function BandMark({ name, from, to, toX, top, bottom }: BandMarkProps): ComponentChildren {
  const [begin, end] = [toX(from), toX(to)];
  const missing = Math.max(0, LEAST_BAND - (end - begin)) / 2;
  return (
    <rect class="knee" x={begin - missing} width={end - begin + 2 * missing} y={top} height={bottom - top}>
      <title>{name}</title>
    </rect>
  );
}
