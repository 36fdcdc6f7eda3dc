// The fairness of a trial in words: the range of shares of an even fleet, the busy and the idle workers of an uneven one.
// The numbers are medians over the runs; workers are named only if they are the same in all runs.
import { counted, formatCount, formatJain, formatPercent, formatPercentRange } from "@fairhare/core";
import { jainIndex, type RunResult, type TrialResult, type WorkerResult } from "@fairhare/results";
import { hasOneActiveWorker, prefersWorkers } from "@fairhare/workload";
import { JAIN_TASKS, medianOf, medianOver } from "../metrics.ts";
import { causeOf } from "./dispatch-words.ts";
import { capitalised, joinWords, NAMED_AT_MOST, type VerdictPart, workersPhrase } from "./list-words.ts";

/** Jain's index by busy time: even from here on, unfair below the second limit, uneven between. */
const EVEN_FROM = 0.95;
const UNFAIR_BELOW = 0.8;
/** Times the fair share: a worker above or below these limits is named. */
const NOTABLY_ABOVE = 1.25;
const NOTABLY_BELOW = 0.75;
/** Tasks per worker; with fewer, start-up and chance decide the shares, not dispatch. */
const JUDGED_FROM_TASKS = 3;
/** Share of the idle workers' idle time during which tasks waited, for "although tasks were waiting". */
const MOSTLY = 0.5;
/** Share of the heavy tasks that counts as all of them. */
const NEARLY_ALL = 0.9;

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
function jainOfLiving(run: RunResult): number | null {
  const living = livingOf(run);
  return living.length === run.workers.length ? run.fairness.jainBusy : jainIndex(living.map(({ busyMs }) => busyMs));
}

/** Messages of others are work like any other. */
const completionsOf = ({ ledger }: RunResult): number => ledger.completed + ledger.foreignCompleted;

function livingOf({ workers }: RunResult): readonly WorkerResult[] {
  const living = workers.filter(({ diedAtMs }) => diedAtMs === null);
  return living.length > 0 ? living : workers;
}

/** `Even: each of the 4 workers did 24–26 % of the work (Jain by busy time 0.999)`. */
export function sharePart(trial: TrialResult): VerdictPart {
  if (hasOneActiveWorker(trial.settings)) return { says: oneActive(trial.settings["queues"]), advice: [] };
  const runs = trial.runs.filter((run) => jainOfLiving(run) !== null);
  const index = medianOver(runs, jainOfLiving);
  if (index === null) return { says: "No work: the workers recorded no busy time", advice: [] };
  if (runs.every((run) => livingOf(run).length === 1)) return { says: alonePhrase(runs), advice: [] };
  if (prefersWorkers(trial.settings)) return { says: preferredPhrase(trial, runs), advice: [] };
  if (!runs.every(isJudged)) return fewTasks(trial, runs);
  const evenness = evennessOf(index);
  if (evenness === "even") return { says: evenPhrase(trial, runs), advice: [] };
  return unevenPart(trial, runs, evenness);
}

const oneActive = (queues: unknown): string =>
  `One worker${queues === 1 || queues === undefined ? "" : " of each queue"} active at a time (single active consumer), so there is nothing to share`;

/** Uneven shares are the purpose of consumer priorities, so that nothing is wrong and no prefetch is the cause. */
function preferredPhrase({ settings }: TrialResult, runs: readonly RunResult[]): string {
  const list: unknown = settings["consumerPriorities"];
  const priorities = Array.isArray(list) ? list.map(Number) : [0];
  const priorityOf = ({ slot }: WorkerResult): number => priorities[(slot - 1) % priorities.length] ?? 0;
  const workers = runs.flatMap((run) => run.workers);
  const levels = [...new Set(workers.map(priorityOf))].toSorted((a, b) => b - a);
  const phrases = levels.map((level) => {
    const share = medianOver(runs, (run) =>
      sum(
        run.workers.filter((worker) => priorityOf(worker) === level),
        ({ busyShare }) => busyShare ?? 0,
      ),
    );
    const members = Math.max(...runs.map((run) => run.workers.filter((worker) => priorityOf(worker) === level).length));
    return `${counted(members, "worker")} of priority ${level} did ${formatPercent(share)}`;
  });
  return `Shared by consumer priority: ${joinWords(phrases)} of the work, which the priorities ask for (${jainPhrase(runs)})`;
}

function alonePhrase(runs: readonly RunResult[]): string {
  if (runs.every(({ workers }) => workers.length === 1))
    return "One worker: it did all of the work, so there is nothing to share";
  const share = medianOver(runs, (run) => livingOf(run)[0]?.busyShare ?? null);
  return `One surviving worker: it did ${formatPercent(share)} of the work`;
}

function fewTasks({ settings }: TrialResult, runs: readonly RunResult[]): VerdictPart {
  const completed = medianOver(runs, completionsOf);
  const workers = medianOver(runs, (run) => livingOf(run).length) ?? 0;
  const needed = formatCount(JUDGED_FROM_TASKS * workers);
  return {
    says: `Too few tasks to judge fairness: ${formatCount(completed)} completed by ${formatCount(workers)} workers, at least ${needed} needed`,
    advice: [typeof settings["tasks"] === "number" ? `Set --tasks ${needed} or more.` : "Raise --time."],
  };
}

function evenPhrase(trial: TrialResult, runs: readonly RunResult[]): string {
  const fleet = common(runs.map((run) => livingOf(run).length));
  const survived = hasDeaths(runs) ? "surviving " : "";
  return `Even: each of the ${fleet === null ? "" : `${fleet} `}${survived}workers did ${rangeOfShares(runs)} of the work (${jainPhrase(runs)})${countsDiffer(trial)}`;
}

const hasDeaths = (runs: readonly RunResult[]): boolean =>
  runs.some((run) => livingOf(run).length < run.workers.length);

/** `Jain by busy time 0.998`; with the range over the runs where not every run has the same evenness. */
function jainPhrase(runs: readonly RunResult[]): string {
  const indices = runs.map(jainOfLiving).filter((index) => index !== null);
  const [least, most] = [Math.min(...indices), Math.max(...indices)];
  const range =
    evennessOf(least) === evennessOf(most) ? "" : `, ${formatJain(least)}–${formatJain(most)} over the single runs`;
  return `Jain by busy time${hasDeaths(runs) ? " of the survivors" : ""} ${formatJain(medianOver(runs, jainOfLiving))}${range}`;
}

/** Even busy time over unequal counts of tasks. */
function countsDiffer(trial: TrialResult): string {
  const tasks = medianOf(trial, JAIN_TASKS);
  return tasks !== null && evennessOf(tasks) === "unfair"
    ? `, although they completed unequal numbers of tasks (Jain by tasks ${formatJain(tasks)})`
    : "";
}

const shares = (run: RunResult): number[] => livingOf(run).map(({ busyShare }) => busyShare ?? 0);

function rangeOfShares(runs: readonly RunResult[]): string {
  const low = medianOver(runs, (run) => Math.min(...shares(run)));
  const high = medianOver(runs, (run) => Math.max(...shares(run)));
  return formatPercentRange(low ?? 0, high ?? 0);
}

/** One run: the workers far above the fair share and those far below it. */
interface Split {
  readonly above: readonly number[];
  readonly below: readonly number[];
  readonly fleet: number;
  /** Share of the survivors' busy time that the workers above have. */
  readonly done: number;
  /** Share of their time that the workers below were idle, and whether tasks waited for most of it. */
  readonly idle: number;
  readonly isWaitedFor: boolean;
  /** The workers above completed nearly all heavy tasks. */
  readonly isHeavyTogether: boolean;
  /** The workers below completed no task. */
  readonly isStarved: boolean;
  /** The workers below joined the running fleet. */
  readonly isJoined: boolean;
}

const sum = (workers: readonly WorkerResult[], of: (worker: WorkerResult) => number): number =>
  workers.reduce((total, worker) => total + of(worker), 0);

function splitOf(run: RunResult): Split {
  const living = livingOf(run);
  const total = sum(living, ({ busyMs }) => busyMs);
  const fair = total / living.length;
  const heavy = sum(living, ({ heavyTasks }) => heavyTasks);
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
    isHeavyTogether: heavy > 0 && sum(above, ({ heavyTasks }) => heavyTasks) >= NEARLY_ALL * heavy,
    isStarved: below.length > 0 && below.every(({ tasks }) => tasks === 0),
    isJoined: below.length > 0 && below.every(({ joinedAtMs }) => joinedAtMs !== null),
    isWaitedFor: idleMs > 0 && (run.fairness.idleWhileBacklogMs ?? 0) >= MOSTLY * idleMs,
  };
}

function unevenPart(trial: TrialResult, runs: readonly RunResult[], evenness: "uneven" | "unfair"): VerdictPart {
  const splits = runs.map(splitOf);
  const every = (is: (split: Split) => boolean): boolean => splits.every(is);
  const isSplit = every(({ above, below }) => above.length > 0 && below.length > 0);
  const isWaitedFor = every((split) => split.isWaitedFor);
  const { cause, advice } = causeOf(trial, {
    isWaitedFor,
    isHeavyTogether: every((split) => split.isHeavyTogether),
    isJoined: every((split) => split.isJoined),
  });
  const isStarved = isWaitedFor && every((split) => split.isStarved);
  const name = isStarved ? "Starved" : capitalised(evenness);
  const phrase = isSplit ? splitPhrase(runs, splits, isStarved, isWaitedFor) : rangePhrase(runs);
  return { says: `${name}: ${phrase}${cause === null ? "" : `; ${cause}`}`, advice };
}

function rangePhrase(runs: readonly RunResult[]): string {
  const fleet = common(runs.map((run) => livingOf(run).length));
  const fair = fleet === null ? "" : `; ${formatPercent(1 / fleet)} each would be even`;
  return `the workers did ${rangeOfShares(runs)} of the work each (${jainPhrase(runs)})${fair}`;
}

/** The share of the busy workers and the idle time of the others; of a starved fleet only the idle ones. */
function splitPhrase(
  runs: readonly RunResult[],
  splits: readonly Split[],
  isStarved: boolean,
  isWaitedFor: boolean,
): string {
  const done = formatPercent(medianOver(splits, (split) => split.done));
  const idle = formatPercent(medianOver(splits, (split) => split.idle));
  const waiting = isWaitedFor ? " although tasks were waiting" : "";
  const workers = namesOf(
    splits.map(({ above }) => above),
    splits,
  );
  const idlers = namesOf(
    splits.map(({ below }) => below),
    splits,
  );
  const idled = `idled ${idle} of the time${waiting}`;
  const jain = jainPhrase(runs);
  if (isStarved) return `${idlers ?? "some workers"} completed no task and ${idled} (${jain})`;
  return `${workers ?? "some workers"} did ${done} of the work (${jain}) while ${othersOf(splits, idlers)} ${idled}`;
}

/** The workers below the fair share by their numbers, unless "the others" says as much in fewer words. */
function othersOf(splits: readonly Split[], idlers: string | null): string {
  const isEverybody = splits.every(({ above, below, fleet }) => above.length + below.length === fleet);
  const isLong = splits.some(({ below }) => below.length > NAMED_AT_MOST);
  const isNamed = isSame(splits.map(({ below }) => below));
  return idlers === null || (isEverybody && (isLong || !isNamed)) ? "the others" : idlers;
}

/** The workers by number if they are the same in all runs, else their count; null when the count differs too. */
function namesOf(groups: readonly (readonly number[])[], splits: readonly Split[]): string | null {
  const fleet = common(splits.map((split) => split.fleet));
  const [slots = []] = groups;
  if (isSame(groups)) return workersPhrase(slots, fleet ?? slots.length);
  const count = common(groups.map(({ length }) => length));
  return count === null || fleet === null
    ? null
    : `${formatCount(count)} of the ${formatCount(fleet)} workers (different ones in each run)`;
}

const isSame = (groups: readonly (readonly number[])[]): boolean =>
  common(groups.map((group) => group.join())) !== null;

/** The value that all items have; null when they differ. */
function common<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}
