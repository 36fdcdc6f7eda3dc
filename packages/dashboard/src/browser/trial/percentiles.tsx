// The latency percentiles of each phase of a trial on one logarithmic axis.
import { boundClause, capitalised, LATENCY_PHASES, latencyOf, PERCENTILES } from "@fairhare/report";
import { formatMs } from "@fairhare/core";
import type { TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { lineColour } from "../theme.tsx";
import { useWidth } from "../width.ts";

const ROW = 34;
const LEFT = 92;
const RIGHT = 24;
const TOP = 8;
const AXIS = 26;
/** Milliseconds: the clock's records are not finer. */
const LEAST_MS = 0.01;

export function Percentiles({ trial }: { readonly trial: TrialResult }): ComponentChildren {
  const [holder, width] = useWidth<HTMLDivElement>();
  const rows = LATENCY_PHASES.map(({ key, name }) => ({ name, latency: latencyOf(trial, key) })).filter(
    ({ latency }) => latency.count > 0,
  );
  const values = rows.flatMap(({ latency }) =>
    PERCENTILES.map(({ key }) => Math.max(LEAST_MS, latency[key] ?? LEAST_MS)),
  );
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const toX = (ms: number): number =>
    LEFT + ((Math.log10(Math.max(LEAST_MS, ms)) - low) / (high - low)) * (width - LEFT - RIGHT);
  const height = TOP + rows.length * ROW;
  const bound = boundClause([trial]);
  const powers = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  if (rows.length === 0) return null;
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">Percentiles, p50 to max, logarithmic</span>
      </figcaption>
      <div ref={holder}>
        {width > 0 && (
          <svg
            width={width}
            height={height + AXIS}
            role="img"
            aria-label="Latency percentiles; the table below has the values."
          >
            {powers.map((power) => (
              <g class="axis">
                <line x1={toX(power)} x2={toX(power)} y1={TOP} y2={height} />
                {(width > 560 || powers.indexOf(power) % 2 === 0) && (
                  <text x={toX(power)} y={height + 18} text-anchor="middle">
                    {axisText(power)}
                  </text>
                )}
              </g>
            ))}
            {rows.map(({ name, latency }, index) => {
              const y = TOP + (index + 0.5) * ROW;
              return (
                <g>
                  <text class="lane-name" x={LEFT - 10} y={y + 4} text-anchor="end">
                    {name}
                  </text>
                  <line
                    class="span"
                    x1={toX(latency.p50 ?? 0)}
                    x2={toX(latency.max ?? 0)}
                    y1={y}
                    y2={y}
                    stroke={lineColour(index)}
                  />
                  {PERCENTILES.map(({ key, name: percentile }) => (
                    <circle
                      cx={toX(latency[key] ?? 0)}
                      cy={y}
                      r={key === "p50" || key === "p99" ? 6 : 4}
                      fill={lineColour(index)}
                    >
                      <title>{`${name} ${percentile}: ${formatMs(latency[key])}`}</title>
                    </circle>
                  ))}
                </g>
              );
            })}
          </svg>
        )}
      </div>
      <p class="note">
        Large dots: p50 and p99; small dots: p75, p90, p95, p99.9 and max.
        {bound !== "" && ` ${capitalised(bound)}.`}
      </p>
    </figure>
  );
}

const axisText = (ms: number): string => {
  if (ms >= 1000) return `${ms / 1000} s`;
  return ms >= 1 ? `${ms} ms` : `${Math.round(ms * 1000)} µs`;
};
