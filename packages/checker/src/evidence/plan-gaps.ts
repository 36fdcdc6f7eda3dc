// Whether a run completed its plan: the planned number of tasks, or the planned time of publishing.
import { type Finding, finding } from "@fairhare/findings";
import { PhaseCode } from "@fairhare/protocol";
import { createArrivals, shareOfProducer, type TrialSettings } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import type { History } from "../history/history.ts";

/** Difference between the recorded start of the publishing phase and the clock of a producer; nanoseconds. */
const CLOCK_TOLERANCE = 1e6;
/** Rounding error of the sums that a producer compares with its clock; nanoseconds. */
const ROUNDING = 1;

export const planGaps: Checker<Finding[]> = (history, { trial }) => [
  ...taskGaps(history, trial),
  ...producerGaps(history, trial),
];

function taskGaps({ attempts: { table }, unread }: History, settings: TrialSettings): Finding[] {
  let least = 0;
  let most = 0;
  for (let producer = 1; producer <= settings.producers; producer++) {
    const planned = plannedTasks(settings, producer);
    if (planned === null) return [];
    least += planned.least;
    most += planned.most;
  }
  const attempted = table.count;
  // The attempts of a producer whose records were not all read are a lower bound.
  if (attempted < least && unread.producers.length === 0)
    return [finding("tasks-not-attempted", { attempted, planned: least })];
  return attempted > most ? [finding("tasks-beyond-plan", { attempted, planned: most })] : [];
}

/** One incarnation of each producer must report that it published all of its tasks, and not before the planned time. */
function producerGaps({ attempts: { traces }, log, unread, clocks }: History, settings: TrialSettings): Finding[] {
  const { producers, timeSeconds, tasks, ratePerSecond } = settings;
  const publishingAt = log.phases.get(PhaseCode.publishing) ?? null;
  const gaps: Finding[] = [];
  for (let producer = 1; producer <= producers; producer++) {
    if (unread.producers.some(({ span }) => span.process === producer)) continue;
    const finished = traces.filter(({ process }) => process === producer).map(({ finishedAt }) => finishedAt);
    const finishedAt = Math.max(...finished.map((at) => at ?? -Infinity), -Infinity);
    // With a rate or a number of tasks, publishing can end before the time.
    const isTimed = timeSeconds !== null && tasks === null && ratePerSecond === null;
    const endsAt = publishingAt !== null && isTimed ? publishingAt + timeSeconds * 1e9 : -Infinity;
    if (finishedAt === -Infinity) gaps.push(finding("producer-share-incomplete", { producer }));
    else if (finishedAt < endsAt - CLOCK_TOLERANCE - clocks.largest) {
      const earlySeconds = (endsAt - finishedAt) / 1e9;
      gaps.push(finding("producer-stopped-early", { producer, earlySeconds, plannedSeconds: timeSeconds ?? 0 }));
    }
  }
  return gaps;
}

export interface PlannedTasks {
  readonly least: number;
  readonly most: number;
}

/**
 * The number of tasks that a producer (from 1) has to publish. Null if only the speed of the broker decides it: with
 * `--time` and without `--rate`.
 */
export function plannedTasks(settings: TrialSettings, producer: number): PlannedTasks | null {
  const { tasks, timeSeconds } = settings;
  const share = shareOfProducer(producer, settings);
  if (timeSeconds === null) return tasks === null ? null : { least: share, most: share };
  const arrivals = createArrivals(settings, producer);
  if (arrivals === undefined) return null;
  const end = timeSeconds * 1e9;
  let least = 0;
  let most = 0;
  while (most < share) {
    const at = arrivals.next();
    if (at >= end + ROUNDING || at === end) break;
    most++;
    if (at < end - ROUNDING) least++;
  }
  return { least, most };
}
