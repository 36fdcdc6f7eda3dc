// Where the time of a task goes: the mean waits in the queue and in the prefetch buffer, and the work, of each trial.
import { boundClause, capitalised, LATENCY_PHASES, latencyOf, trialLabel } from "@fairhare/report";
import { formatMs } from "@fairhare/core";
import type { TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { lineColour } from "../theme.tsx";
import { Section } from "../section.tsx";

const PARTS = LATENCY_PHASES.filter(({ key }) => key === "queueWait" || key === "bufferWait" || key === "work");
const COLOURS = [5, 4, 2] as const;

export function LatencySplit({ trials }: { readonly trials: readonly TrialResult[] }): ComponentChildren {
  const rows = trials
    .map((trial) => ({ trial, means: PARTS.map(({ key }) => latencyOf(trial, key).mean ?? 0) }))
    .filter(({ means }) => means.some((mean) => mean > 0));
  if (rows.length === 0) return null;
  const bound = boundClause(trials);
  const boundSentence = bound === "" ? "" : `${capitalised(bound)}.`;
  const longest = Math.max(...rows.map(({ means }) => means.reduce((sum, mean) => sum + mean, 0)));
  return (
    <Section
      id="latency-split"
      title="Latency by phase"
      note={[
        "Mean time of a task in the queue, in the prefetch buffer of its worker, and at work. All bars have one scale.",
        boundSentence,
      ]
        .join(" ")
        .trim()}
    >
      <ul class="legend">
        {PARTS.map(({ name }, index) => (
          <li>
            <span class="swatch" style={{ background: lineColour(COLOURS[index] ?? 0) }} /> {name}
          </li>
        ))}
      </ul>
      <ul class="plain split">
        {rows.map(({ trial, means }) => (
          <li>
            <span>{capitalised(trialLabel(trial))}</span>
            <span class="stack" aria-hidden="true">
              {means.map((mean, index) => (
                <span
                  title={`${PARTS[index]?.name ?? ""}: ${formatMs(mean)}`}
                  style={{ width: `${(mean / longest) * 100}%`, background: lineColour(COLOURS[index] ?? 0) }}
                />
              ))}
            </span>
            <span class="note">
              {means.map((mean, index) => `${PARTS[index]?.name ?? ""} ${formatMs(mean)}`).join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
