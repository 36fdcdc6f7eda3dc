// The trials of the experiment while it runs: which one is measured now, and how many runs of each are over and to come.
import { counted, formatCount } from "@fairhare/core";
import type { ComponentChildren } from "preact";
import type { ScheduleProgress, TrialProgress } from "../../live/trial-progress.ts";
import { Section } from "../section.tsx";

export function TrialList({
  schedule: { trials, hidden },
}: {
  readonly schedule: ScheduleProgress;
}): ComponentChildren {
  if (trials.length + hidden < 2) return null;
  return (
    <Section id="trials" title="Trials">
      <ol class="trials">
        {trials.map((trial) => (
          <li class={classOf(trial)} aria-current={trial.isRunning ? "step" : undefined}>
            <span>{trial.trial}</span>
            <span class="runs">{runsOf(trial)}</span>
          </li>
        ))}
      </ol>
      {hidden > 0 && <p class="note">{counted(hidden, "more trial")} not listed: over already, or to come later.</p>}
    </Section>
  );
}

function classOf({ isRunning, toCome }: TrialProgress): string {
  if (isRunning) return "now";
  return toCome === 0 ? "over" : "";
}

/** `running, 1 over, 1 to come`. */
function runsOf({ done, isRunning, toCome }: TrialProgress): string {
  return [
    isRunning ? "▶ running" : "",
    done > 0 ? `${formatCount(done)} over` : "",
    toCome > 0 ? `${formatCount(toCome)} to come` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
