// Whether a run did what its plan asks for: as many tasks as planned, or publishing for as long as planned. A run that
// was cut short says so itself.
import type { TrialSettings } from "@fairhare/workload";
import type { Attempts } from "../history/attempts.ts";
import { plannedTasks } from "./planned-tasks.ts";

/** Between the phase that a run records and the clock that a producer reads: nanoseconds. */
const CLOCK_TOLERANCE = 1e6;

export interface PlanEvidence {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  /** When the producers were told to publish; nanoseconds, null when the run does not say. */
  readonly publishingAt: number | null;
}

export function planGaps(evidence: PlanEvidence): string[] {
  return [...taskGaps(evidence), ...producerGaps(evidence)];
}

function taskGaps({ settings, attempts: { table } }: PlanEvidence): string[] {
  let least = 0;
  let most = 0;
  for (let producer = 1; producer <= settings.producers; producer++) {
    const planned = plannedTasks(settings, producer);
    if (planned === null) return [];
    least += planned.least;
    most += planned.most;
  }
  if (table.count < least)
    return [`Only ${table.count} of the ${least} planned tasks ${table.count === 1 ? "was" : "were"} attempted.`];
  return table.count > most ? [`${table.count} tasks were attempted, but only ${most} were planned.`] : [];
}

/** A producer says that it has published all, in whichever incarnation; and not before its time was up. */
function producerGaps({ settings, attempts: { traces }, publishingAt }: PlanEvidence): string[] {
  const { producers, timeSeconds, tasks, ratePerSecond } = settings;
  const gaps: string[] = [];
  for (let producer = 1; producer <= producers; producer++) {
    const finished = traces.filter(({ process }) => process === producer).map(({ finishedAt }) => finishedAt);
    const finishedAt = Math.max(...finished.map((at) => at ?? -Infinity), -Infinity);
    // The schedule of a rate, and a number of tasks, may end before the time.
    const endsAt =
      publishingAt === null || timeSeconds === null || tasks !== null || ratePerSecond !== null
        ? -Infinity
        : publishingAt + timeSeconds * 1e9;
    if (finishedAt === -Infinity) gaps.push(`Producer ${producer} did not publish its whole share.`);
    else if (finishedAt < endsAt - CLOCK_TOLERANCE) {
      const early = ((endsAt - finishedAt) / 1e9).toFixed(1);
      gaps.push(`Producer ${producer} stopped publishing ${early} s before the planned ${timeSeconds} s were over.`);
    }
  }
  return gaps;
}
