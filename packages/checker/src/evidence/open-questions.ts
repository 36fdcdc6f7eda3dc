// What a run that drained leaves open: nothing of it is a failure, and none of it may be called a success.
import { fromMilliseconds } from "@fairhare/core";
import { holds, type Threshold, type TrialSettings } from "@fairhare/workload";
import { Work, type WorkTable } from "../history/work-table.ts";
import { Outcome } from "../ledger/outcome.ts";
import type { Ledger } from "@fairhare/results";
import { counted } from "../findings/counted.ts";

export interface OutcomeEvidence {
  readonly settings: Pick<TrialSettings, "confirmWindow">;
  readonly ledger: Ledger;
  readonly outcomes: Uint8Array;
  readonly work: WorkTable;
  /** It is known what was in the queue and in the workers' hands when the run was over. */
  readonly isQueueEndProven: boolean;
  /** What the experiment demands: a limit for tasks of unknown fate allows them. */
  readonly thresholds: readonly Threshold[];
}

export function openQuestions(evidence: OutcomeEvidence): string[] {
  return [...idleness(evidence), ...unknownFates(evidence), ...remainder(evidence)];
}

/** A handler that fails has worked; a queue that dead-letters by its own rules has done what was planned. */
function idleness({ ledger }: OutcomeEvidence): string[] {
  const { attempted, completed, failed, deadLettered, lost } = ledger;
  if (attempted === 0) return ["No task was attempted, so nothing was measured."];
  if (completed > 0 || failed > 0 || lost > 0 || deadLettered === attempted) return [];
  return [`No work was done: none of the ${counted(attempted, "attempted task")} reached a handler.`];
}

/** Without confirms nobody was promised an answer. */
function unknownFates({ settings, ledger: { unknown }, thresholds }: OutcomeEvidence): string[] {
  if (settings.confirmWindow === 0 || unknown === 0) return [];
  const allowed = thresholds.filter(({ metric, operator }) => metric === "ledger.unknown" && operator !== "!=");
  if (allowed.length > 0 && allowed.every((threshold) => holds(unknown, threshold))) return [];
  return [
    `The fate of ${counted(unknown, "task")} is unknown: the broker never answered the publish, and no worker completed it. Use --threshold 'unknown<=${unknown}' to accept that, or --on-unknown republish.`,
  ];
}

/** What handlers give back each time is in the queue by plan; anything else that is left is unfinished business. */
function remainder({ outcomes, work, isQueueEndProven }: OutcomeEvidence): string[] {
  let left = 0;
  for (let task = 1; task < outcomes.length; task++)
    if (outcomes[task] === Outcome.remaining && !work.is(task, Work.givenBack)) left++;
  if (left === 0) return [];
  const tasks = counted(left, "task was", "tasks were");
  return [
    isQueueEndProven
      ? `${tasks} not completed and back in the queue when the run was over.`
      : `${tasks} not completed, and nothing proves that the queue and the workers' hands were empty when the drain ended.`,
  ];
}

/** Costs are recorded in microseconds, and the clocks of two processes differ by as much. */
const LEAST_TOLERANCE = fromMilliseconds(1);
/** `--work cpu` counts the CPU time of all threads of a process, so it may take less than its cost. */
const TOLERANCE = { sleep: 0.001, cpu: 0.2, none: 0.001 } as const;

/** No schedule beats the lower bound, so a makespan below it is made of wrong records. Nanoseconds. */
export function boundGaps(
  makespan: number | null,
  bound: number | null,
  { work }: Pick<TrialSettings, "work">,
): string[] {
  if (makespan === null || bound === null) return [];
  if (makespan >= bound - Math.max(LEAST_TOLERANCE, bound * TOLERANCE[work])) return [];
  const [took, least] = [makespan, bound].map((duration) => `${(duration / 1e6).toFixed(1)} ms`);
  return [`The makespan of ${took} is below its lower bound of ${least}: the times in the history cannot be right.`];
}
