// Fairness against throughput while the prefetch limit varies: one curve for each combination of the other settings.
import { COMPLETED_PER_SECOND, JAIN_BUSY, medianOf, settingName, settingValue, trialLabel } from "@fairhare/report";
import { formatNumber } from "@fairhare/core";
import type { TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { lineColour } from "../theme.tsx";
import { Section } from "../section.tsx";
import { useWidth } from "../width.ts";
import { settingOrder, valuesOf, variedSettings } from "./settings.ts";
import { ticksOf } from "../ticks.ts";

interface CurveProps {
  readonly trials: readonly TrialResult[];
  readonly onShow: (trial: TrialResult) => void;
}

interface Point {
  readonly trial: TrialResult;
  readonly throughput: number;
  readonly fairness: number;
}

const HEIGHT = 320;
const MARGIN = { left: 56, right: 24, top: 44, bottom: 44 };
/** Pixels that a label takes. */
const LABEL = { width: 62, height: 14 };

/** Nothing unless at least three values of prefetch were measured. */
export function PrefetchCurve({ trials, onShow }: CurveProps): ComponentChildren {
  const [holder, width] = useWidth<HTMLDivElement>();
  const points = trials.flatMap((trial): Point[] => {
    const [throughput, fairness] = [medianOf(trial, COMPLETED_PER_SECOND), medianOf(trial, JAIN_BUSY)];
    return throughput === null || fairness === null ? [] : [{ trial, throughput, fairness }];
  });
  if (valuesOf(trials, "prefetch").length < 3 || points.length < 3) return null;
  const groups = groupsOf(trials, points);
  return (
    <Section
      id="prefetch"
      title="Fairness against throughput by prefetch"
      note="Up is fairer, right is faster; each point is a prefetch limit. Select a point to see its trial."
    >
      <ul class="legend">
        {groups.map(({ name }, index) => (
          <li>
            <span class="swatch" style={{ background: lineColour(index) }} /> {name || "all trials"}
          </li>
        ))}
      </ul>
      <div ref={holder}>{width > 0 && <Plot groups={groups} width={width} onShow={onShow} />}</div>
    </Section>
  );
}

interface Group {
  readonly name: string;
  readonly points: readonly Point[];
}

function groupsOf(trials: readonly TrialResult[], points: readonly Point[]): Group[] {
  const others = variedSettings(trials).filter((name) => name !== "prefetch");
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const name = others
      .map((other) => `${settingName(other)} ${settingValue(other, point.trial.settings[other])}`)
      .join(", ");
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  return [...groups].map(([name, members]) => ({
    name,
    points: members.toSorted(
      (a, b) => settingOrder(trials, "prefetch", a.trial) - settingOrder(trials, "prefetch", b.trial),
    ),
  }));
}

interface PlotProps {
  readonly groups: readonly Group[];
  readonly width: number;
  readonly onShow: (trial: TrialResult) => void;
}

function Plot({ groups, width, onShow }: PlotProps): ComponentChildren {
  const all = groups.flatMap(({ points }) => points);
  const fastest = Math.max(...all.map(({ throughput }) => throughput)) * 1.08;
  const toX = (value: number): number => MARGIN.left + (value / fastest) * (width - MARGIN.left - MARGIN.right);
  const toY = (value: number): number => MARGIN.top + (1 - value) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const dots = placed(
    groups.flatMap(({ points }, index) =>
      points.map((point) => ({ point, x: toX(point.throughput), y: toY(point.fairness), fill: lineColour(index) })),
    ),
  );
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="group"
      aria-label="Jain's index by busy time against completed tasks per second"
    >
      {[0, 0.25, 0.5, 0.75, 1].map((value) => (
        <g class="axis">
          <line x1={MARGIN.left} x2={width - MARGIN.right} y1={toY(value)} y2={toY(value)} />
          <text x={MARGIN.left - 8} y={toY(value) + 4} text-anchor="end">
            {value.toFixed(2)}
          </text>
        </g>
      ))}
      {ticksOf(0, fastest, width / 110).map((value) => (
        <g class="axis">
          <line x1={toX(value)} x2={toX(value)} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} />
          <text x={toX(value)} y={HEIGHT - MARGIN.bottom + 16} text-anchor="middle">
            {formatNumber(value)}
          </text>
        </g>
      ))}
      <text class="axis-name" x={4} y={14}>
        Jain busy
      </text>
      <text class="axis-name" x={width - MARGIN.right} y={HEIGHT - 8} text-anchor="end">
        completed/s
      </text>
      {groups.map(({ points }, index) => (
        <polyline
          class="curve"
          stroke={lineColour(index)}
          points={points.map(({ throughput, fairness }) => `${toX(throughput)},${toY(fairness)}`).join(" ")}
        />
      ))}
      {dots.map((dot) => (
        <Dot {...dot} onShow={onShow} />
      ))}
    </svg>
  );
}

interface PlacedPoint {
  readonly point: Point;
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  readonly labelY: number;
}

/** A label that would lie on an earlier one moves below its point, and from there down. */
function placed(points: readonly Omit<PlacedPoint, "labelY">[]): PlacedPoint[] {
  const labels: { readonly x: number; readonly y: number }[] = [];
  return points.map((point) => {
    const isFree = (y: number): boolean =>
      labels.every((label) => Math.abs(label.x - point.x) > LABEL.width || Math.abs(label.y - y) > LABEL.height);
    const candidates = [point.y - 10, point.y + 20, point.y - 10 - LABEL.height, point.y + 20 + LABEL.height];
    const labelY = candidates.find(isFree) ?? point.y - 10;
    labels.push({ x: point.x, y: labelY });
    return { ...point, labelY };
  });
}

interface DotProps extends PlacedPoint {
  readonly onShow: (trial: TrialResult) => void;
}

function Dot({ point, x, y, fill, labelY, onShow }: DotProps): ComponentChildren {
  const { trial, throughput, fairness } = point;
  const text = `${trialLabel(trial)}: Jain busy ${JAIN_BUSY.format(fairness)}, ${COMPLETED_PER_SECOND.format(throughput)} completed/s`;
  return (
    <g
      role="button"
      tabIndex={0}
      aria-label={text}
      class="dot"
      onClick={() => onShow(trial)}
      onKeyDown={({ key }) => {
        if (key === "Enter" || key === " ") onShow(trial);
      }}
    >
      <title>{text}</title>
      <circle cx={x} cy={y} r={6} fill={fill} />
      <text class="above" x={x} y={labelY} text-anchor="middle">
        {settingValue("prefetch", trial.settings["prefetch"])}
      </text>
    </g>
  );
}
