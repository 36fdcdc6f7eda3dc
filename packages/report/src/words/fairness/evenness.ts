// How evenly the survivors of a fleet shared the work, as numbers and as phrases about Jain's index and their shares.
import { formatJain, formatPercentRange } from "@fairhare/core";
import { jainIndex, type RunResult, type WorkerResult } from "@fairhare/results";
import { medianOver } from "../../metrics.ts";

/** Jain's index by busy time: even from here on, unfair below the second limit, uneven between. */
const EVEN_FROM = 0.95;
const UNFAIR_BELOW = 0.8;
/** Tasks per worker; with fewer, start-up and chance decide the shares, not dispatch. */
export const JUDGED_FROM_TASKS = 3;

export type Evenness = "even" | "uneven" | "unfair";

export function evennessOf(jainBusy: number): Evenness {
  if (jainBusy >= EVEN_FROM) return "even";
  return jainBusy < UNFAIR_BELOW ? "unfair" : "uneven";
}

/** Whether the run has more than one worker and enough tasks per worker to judge dispatch. */
export const isJudged = (run: RunResult): boolean => {
  const { length } = livingOf(run);
  return length > 1 && completionsOf(run) >= JUDGED_FROM_TASKS * length;
};

/**
 * Over the survivors: a worker that died early cannot have its share. Null when no work was done.
 */
export function jainOfLiving(run: RunResult): number | null {
  const living = livingOf(run);
  return living.length === run.workers.length ? run.fairness.jainBusy : jainIndex(living.map(({ busyMs }) => busyMs));
}

/** Messages of others are work like any other. */
export const completionsOf = ({ ledger }: RunResult): number => ledger.completed + ledger.foreignCompleted;

export function livingOf({ workers }: RunResult): readonly WorkerResult[] {
  const living = workers.filter(({ diedAtMs }) => diedAtMs === null);
  return living.length > 0 ? living : workers;
}

export const hasDeaths = (runs: readonly RunResult[]): boolean =>
  runs.some((run) => livingOf(run).length < run.workers.length);

/** `Jain by busy time 0.998`; with the range over the runs where not every run has the same evenness. */
export function jainPhrase(runs: readonly RunResult[]): string {
  const indices = runs.map(jainOfLiving).filter((index) => index !== null);
  const [least, most] = [Math.min(...indices), Math.max(...indices)];
  const range =
    evennessOf(least) === evennessOf(most) ? "" : `, ${formatJain(least)}–${formatJain(most)} over the single runs`;
  return `Jain by busy time${hasDeaths(runs) ? " of the survivors" : ""} ${formatJain(medianOver(runs, jainOfLiving))}${range}`;
}

const shares = (run: RunResult): number[] => livingOf(run).map(({ busyShare }) => busyShare ?? 0);

export function rangeOfShares(runs: readonly RunResult[]): string {
  const low = medianOver(runs, (run) => Math.min(...shares(run)));
  const high = medianOver(runs, (run) => Math.max(...shares(run)));
  return formatPercentRange(low ?? 0, high ?? 0);
}

export const sum = (workers: readonly WorkerResult[], of: (worker: WorkerResult) => number): number =>
  workers.reduce((total, worker) => total + of(worker), 0);

/** The value that all items have; null when they differ. */
export function common<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}
