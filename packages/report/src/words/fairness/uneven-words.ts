// An uneven or unfair fleet in words: the busy and the idle workers, and the cause. Workers are named only if they are the same
// in all runs.
import { formatCount, formatPercent } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { medianOver } from "../../metrics.ts";
import { causeOf } from "./dispatch-words.ts";
import { common, jainPhrase, livingOf, rangeOfShares, sum } from "./evenness.ts";
import { capitalised, NAMED_AT_MOST, type VerdictPart, workersPhrase } from "../list-words.ts";

/** Times the fair share: a worker above or below these limits is named. */
const NOTABLY_ABOVE = 1.25;
const NOTABLY_BELOW = 0.75;
/** Share of the idle workers' idle time during which tasks waited, for "although tasks were waiting". */
const MOSTLY = 0.5;
/** Share of the heavy tasks that counts as all of them. */
const NEARLY_ALL = 0.9;

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

export function unevenPart(trial: TrialResult, runs: readonly RunResult[], evenness: "uneven" | "unfair"): VerdictPart {
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
