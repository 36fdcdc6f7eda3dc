// Who did the work, in words: an even fleet by its range of shares, an uneven one by who worked and who idled. The
// numbers are medians over the trial's runs, as in its table; workers are named only if they were the same in all runs.
import { jainIndex, type RunResult, type TrialResult, type WorkerResult } from "@fairhare/results";
import { formatCount, formatJain, formatPercent, formatPercentRange } from "../format.ts";
import { JAIN_TASKS, medianOf, medianOver } from "../metrics.ts";
import { NAMED_AT_MOST, workersPhrase } from "./list-words.ts";

/** Jain's index by busy time from which work is called even, and below which it is called unfair. */
const EVEN_FROM = 0.95;
const UNFAIR_BELOW = 0.8;
/** A share this much above or below the fair one is worth naming its worker. */
const NOTABLY_ABOVE = 1.25;
const NOTABLY_BELOW = 0.75;
/** With fewer tasks a worker than this, who got which is chance and start-up, not dispatch. */
const JUDGED_FROM_TASKS = 3;
/** Of the idle workers' idle time: from here on "although tasks were waiting" is the rule, not a moment. */
const MOSTLY = 0.5;

export type Evenness = "even" | "uneven" | "unfair";

export function evennessOf(jainBusy: number): Evenness {
  if (jainBusy >= EVEN_FROM) return "even";
  return jainBusy < UNFAIR_BELOW ? "unfair" : "uneven";
}

/** Enough tasks a worker, and more than one of them, for the sharing to be dispatch and not chance. */
export const isJudged = (run: RunResult): boolean => {
  const { length } = livingOf(run);
  return length > 1 && run.ledger.completed >= JUDGED_FROM_TASKS * length;
};

/**
 * A worker that died early cannot have had its share: with deaths, evenness is judged over those that lived. Null when
 * no work was done.
 */
function jainOfLiving(run: RunResult): number | null {
  const living = livingOf(run);
  return living.length === run.workers.length ? run.fairness.jainBusy : jainIndex(living.map(({ busyMs }) => busyMs));
}

function livingOf({ workers }: RunResult): readonly WorkerResult[] {
  const living = workers.filter(({ diedAtMs }) => diedAtMs === null);
  return living.length > 0 ? living : workers;
}

/** `even work — each of the 4 workers did 24–26 % of it`. */
export function sharePhrase(trial: TrialResult): string {
  const runs = trial.runs.filter((run) => jainOfLiving(run) !== null);
  const index = medianOver(runs, jainOfLiving);
  if (index === null) return "no work was done";
  if (runs.every((run) => livingOf(run).length === 1)) return alonePhrase(runs);
  if (!runs.every(isJudged)) return fewTasksPhrase(runs);
  const evenness = evennessOf(index);
  const words = evenness === "even" ? evenPhrase(trial, runs) : unevenPhrase(runs);
  const name = evenness === "unfair" ? "unfair" : `${evenness} work`;
  return `${name} — ${words}${exceptions(runs, evenness)}`;
}

function alonePhrase(runs: readonly RunResult[]): string {
  if (runs.every(({ workers }) => workers.length === 1)) return "one worker did all of the work";
  const share = medianOver(runs, (run) => livingOf(run)[0]?.busyShare ?? null);
  return `the surviving worker did ${formatPercent(share)} of the work`;
}

function fewTasksPhrase(runs: readonly RunResult[]): string {
  const completed = medianOver(runs, ({ ledger }) => ledger.completed);
  const workers = medianOver(runs, (run) => livingOf(run).length);
  return `too few tasks to judge the sharing (${formatCount(completed)} for ${formatCount(workers)} workers)`;
}

function evenPhrase(trial: TrialResult, runs: readonly RunResult[]): string {
  const fleet = common(runs.map((run) => livingOf(run).length));
  const survived = runs.some((run) => livingOf(run).length < run.workers.length) ? "surviving " : "";
  return `each of the ${fleet === null ? "" : `${fleet} `}${survived}workers did ${rangeOfShares(runs)} of it${countsDiffer(trial)}`;
}

/** The reverse of the trap: even busy time over counts that look unfair. */
function countsDiffer(trial: TrialResult): string {
  const tasks = medianOf(trial, JAIN_TASKS);
  return tasks !== null && evennessOf(tasks) === "unfair"
    ? ` by busy time, though not by tasks (Jain ${formatJain(tasks)})`
    : "";
}

const shares = (run: RunResult): number[] => livingOf(run).map(({ busyShare }) => busyShare ?? 0);

function rangeOfShares(runs: readonly RunResult[]): string {
  const low = medianOver(runs, (run) => Math.min(...shares(run)));
  const high = medianOver(runs, (run) => Math.max(...shares(run)));
  return formatPercentRange(low ?? 0, high ?? 0);
}

/** In one run: who did notably more than a fair share, and who less. */
interface Split {
  readonly above: readonly number[];
  readonly below: readonly number[];
  readonly fleet: number;
  /** What those above did of all the work of the living. */
  readonly done: number;
  /** What those below idled of their time, and whether tasks mostly waited meanwhile. */
  readonly idle: number;
  readonly isWaitedFor: boolean;
}

const sum = (workers: readonly WorkerResult[], of: (worker: WorkerResult) => number): number =>
  workers.reduce((total, worker) => total + of(worker), 0);

function splitOf(run: RunResult): Split {
  const living = livingOf(run);
  const total = sum(living, ({ busyMs }) => busyMs);
  const fair = total / living.length;
  const above = living.filter(({ busyMs }) => busyMs > fair * NOTABLY_ABOVE);
  const below = living.filter(({ busyMs }) => busyMs < fair * NOTABLY_BELOW);
  const idleMs = sum(below, (worker) => worker.idleMs);
  const lifetimeMs = sum(below, (worker) => worker.idleMs + worker.busyMs);
  return {
    above: above.map(({ slot }) => slot),
    below: below.map(({ slot }) => slot),
    fleet: run.workers.length,
    done: sum(above, ({ busyMs }) => busyMs) / total,
    idle: lifetimeMs > 0 ? idleMs / lifetimeMs : 0,
    isWaitedFor: idleMs > 0 && (run.fairness.idleWhileBacklogMs ?? 0) >= MOSTLY * idleMs,
  };
}

function unevenPhrase(runs: readonly RunResult[]): string {
  const splits = runs.map(splitOf);
  if (splits.some(({ above, below }) => above.length === 0 || below.length === 0)) {
    const fleet = common(runs.map((run) => livingOf(run).length));
    const fair = fleet === null ? "" : `, where ${formatPercent(1 / fleet)} each would be fair`;
    return `shares run from ${rangeOfShares(runs)}${fair}`;
  }
  const done = medianOver(splits, (split) => split.done);
  const idle = medianOver(splits, (split) => split.idle);
  const waiting = splits.every(({ isWaitedFor }) => isWaitedFor) ? " although tasks were waiting" : "";
  const isEverybody = splits.every(({ above, below, fleet }) => above.length + below.length === fleet);
  const workers = namesOf(
    splits.map(({ above }) => above),
    splits,
  );
  const idlers = namesOf(
    splits.map(({ below }) => below),
    splits,
  );
  const isLong = splits.some(({ below }) => below.length > NAMED_AT_MOST);
  const isNamed = isSame(splits.map(({ below }) => below));
  const others = idlers === null || (isEverybody && (isLong || !isNamed)) ? "the others" : idlers;
  return `${workers ?? "some workers"} did ${formatPercent(done)} of the work, while ${others} idled ${formatPercent(idle)} of the time${waiting}`;
}

/** By their numbers if they were the same in all runs, else by how many they were; null when that changed too. */
function namesOf(groups: readonly (readonly number[])[], splits: readonly Split[]): string | null {
  const fleet = common(splits.map((split) => split.fleet));
  const [slots = []] = groups;
  if (isSame(groups)) return workersPhrase(slots, fleet ?? slots.length);
  const count = common(groups.map(({ length }) => length));
  return count === null || fleet === null
    ? null
    : `${formatCount(count)} of the ${formatCount(fleet)} workers (not the same in each run)`;
}

const isSame = (groups: readonly (readonly number[])[]): boolean =>
  common(groups.map((group) => group.join())) !== null;

/** What most runs show is not said of all of them. */
function exceptions(runs: readonly RunResult[], evenness: Evenness): string {
  const indices = runs.map(jainOfLiving).filter((index) => index !== null);
  const others = indices.filter((index) => evennessOf(index) !== evenness);
  if (others.length === 0) return "";
  return ` (not in every run: Jain's index by busy time ${formatJain(Math.min(...indices))}–${formatJain(Math.max(...indices))})`;
}

/** The one value that all have; null when they differ. */
function common<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}
