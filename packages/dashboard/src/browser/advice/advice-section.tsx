// The advice on a prefetch limit: what to set, then how busy and how even the workers are by limit.
import { formatJain, formatNumber, formatPercent } from "@fairhare/core";
import { ticksFromZero } from "@fairhare/report";
import type { AdviceDocument } from "@fairhare/tuning";
import type { ComponentChildren } from "preact";
import { axisOf, type Curve, type CurvePoint, ordinalAxis, type Panel } from "../curves/curve.ts";
import { type Band, CurvePanels } from "../curves/curve-panels.tsx";
import { DataTable } from "../data-table.tsx";
import { Section } from "../section.tsx";
import { lineColour } from "../theme.tsx";

type Outcome = AdviceDocument["outcomes"][number];

/** Around the place of one limit, in places. */
const HALF_BAND = 0.3;

export function AdviceSection({ advice }: { readonly advice: AdviceDocument }): ComponentChildren {
  const { sentences, table, outcomes, reading } = advice;
  const [choice = "", ...costs] = sentences;
  return (
    <>
      <section
        id="advice"
        aria-label="Advice"
        class={`verdict ${outcomes.some(({ isSet }) => isSet) ? "pass" : "unknown"}`}
      >
        <p class="badge">{choice}</p>
        {costs.map((sentence) => (
          <p>{sentence}</p>
        ))}
      </section>
      <Section id="limits" title="All limits">
        <CurvePanels
          title="Busy and even workers by prefetch limit"
          alt={`${sentences.join(" ")} The table below has the values.`}
          x={ordinalAxis(
            "prefetch",
            outcomes.map(({ prefetch }) => prefetch),
          )}
          panels={[sharesPanel(advice), throughputPanel(outcomes)]}
          band={bandOf(outcomes)}
        />
        <DataTable model={table} label="Table of all limits" />
        {reading.map((text) => (
          <p class="note">{text}</p>
        ))}
      </Section>
    </>
  );
}

const sharesPanel = ({ outcomes, target }: AdviceDocument): Panel => ({
  axis: axisOf("share of time; Jain's index × 100 %", {
    min: 0,
    max: 1,
    values: [0, 0.25, 0.5, 0.75, 1],
    label: (share) => `${share * 100} %`,
  }),
  height: 220,
  curves: [
    {
      ...curveOf(outcomes, "busy while tasks wait", 0, ({ busyShare }) => busyShare, formatPercent),
      singles: runsOf(outcomes),
    },
    curveOf(outcomes, "Jain's index by busy time", 1, ({ jainBusy }) => jainBusy, formatJain),
  ],
  limit: { value: target, name: `target ${formatPercent(target)}` },
});

/** The single runs around their median. */
const runsOf = (outcomes: readonly Outcome[]): CurvePoint[] =>
  outcomes.flatMap(({ prefetch, busyShares }, x) =>
    busyShares.length < 2
      ? []
      : busyShares.map((y) => ({
          x,
          y,
          isHollow: false,
          text: `Prefetch ${prefetch}, one run: busy ${formatPercent(y)}`,
        })),
  );

const throughputPanel = (outcomes: readonly Outcome[]): Panel => ({
  axis: axisOf(
    "completed tasks per second",
    ticksFromZero(Math.max(...outcomes.map(({ completedPerSecond }) => completedPerSecond ?? 0)), 3),
  ),
  height: 110,
  curves: [
    curveOf(outcomes, "completed tasks per second", 2, ({ completedPerSecond }) => completedPerSecond, formatNumber),
  ],
});

const curveOf = (
  outcomes: readonly Outcome[],
  name: string,
  index: number,
  read: (outcome: Outcome) => number | null,
  format: (value: number) => string,
): Curve => ({
  name,
  colour: lineColour(index),
  points: outcomes.flatMap((outcome, x) => {
    const y = read(outcome);
    return y === null ? [] : [{ x, y, isHollow: false, text: `Prefetch ${outcome.prefetch}: ${name} ${format(y)}` }];
  }),
});

function bandOf(outcomes: readonly Outcome[]): Band | undefined {
  const index = outcomes.findIndex(({ isSet }) => isSet);
  const chosen = outcomes[index];
  if (chosen === undefined) return undefined;
  return { from: index - HALF_BAND, to: index + HALF_BAND, name: `set prefetch ${chosen.prefetch}` };
}
