// The busy share of each worker, one small chart per trial, all on one scale, with the fair share as a line.
import { capitalised, shareBars, trialLabel, typicalRun, whichRun } from "@fairhare/report";
import { formatCount, formatJain, formatShare } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { lineColour } from "../theme.tsx";
import { Section } from "../section.tsx";

interface SharesProps {
  readonly trials: readonly TrialResult[];
  readonly onShow: (trial: TrialResult) => void;
}

/** Pixels; the bars of a large fleet share the width. */
const HEIGHT = 110;
const WIDTH = 300;
/** Bars of a smaller fleet have a number. */
const NUMBERED = 6;

export function Shares({ trials, onShow }: SharesProps): ComponentChildren {
  const panels = trials.flatMap((trial) => {
    const run = typicalRun(trial);
    return run !== undefined && run.fairness.jainBusy !== null ? [{ trial, run }] : [];
  });
  if (panels.length === 0) return null;
  const highestOf = (workers: number): number =>
    Math.max(...panels.map(({ run }) => (run.workers.length === workers ? (run.fairness.maxBusyShare ?? 0) : 0)));
  return (
    <Section
      id="shares"
      title="Busy share of each worker"
      note="Share of all busy time; the dashed line is the fair share. Fleets of the same size have one scale."
    >
      <ul class="panels">
        {panels.map(({ trial, run }) => (
          <li>
            <button type="button" class="link" onClick={() => onShow(trial)}>
              {capitalised(trialLabel(trial))}
            </button>
            <p class="note">
              {[whichRun(trial, run), `Jain by busy time ${formatJain(run.fairness.jainBusy)}`]
                .filter(Boolean)
                .join(", ")}
            </p>
            <Bars run={run} highest={highestOf(run.workers.length)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Bars({
  run: { workers, fairness },
  highest,
}: {
  readonly run: RunResult;
  readonly highest: number;
}): ComponentChildren {
  const fair = 1 / workers.length;
  const top = Math.max(highest, fair) * 1.15;
  const toY = (share: number): number => HEIGHT - (share / top) * HEIGHT;
  const { bars, axis } = shareBars(workers);
  const isOnePerWorker = bars.length === workers.length;
  const step = WIDTH / bars.length;
  const text = `${formatCount(workers.length)} workers, shares from ${formatShare(fairness.minBusyShare)} to ${formatShare(fairness.maxBusyShare)}, fair share ${formatShare(fair)}`;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`} role="img" aria-label={text} class="bars">
      {bars.map(({ number, share, title }, index) => (
        <g>
          <title>{title}</title>
          <rect class="hit" x={index * step} y={0} width={step} height={HEIGHT} />
          <rect
            x={index * step + step * 0.12}
            width={step * 0.76}
            y={toY(share)}
            height={HEIGHT - toY(share)}
            fill={lineColour(0)}
          />
          {isOnePerWorker && (bars.length <= 20 || number % 20 === 0) && (
            <text x={(index + 0.5) * step} y={HEIGHT + 14} text-anchor="middle">
              {number}
            </text>
          )}
        </g>
      ))}
      {!isOnePerWorker && (
        <text x={WIDTH / 2} y={HEIGHT + 14} text-anchor="middle">
          {axis}
        </text>
      )}
      <line class="fair" x1={0} x2={WIDTH} y1={toY(fair)} y2={toY(fair)} />
      {workers.length <= NUMBERED &&
        bars.map(({ share }, index) => (
          <text class="above" x={(index + 0.5) * step} y={toY(share) - 5} text-anchor="middle">
            {formatShare(share)}
          </text>
        ))}
    </svg>
  );
}
