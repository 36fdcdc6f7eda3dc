// Where a search begins, how far it goes and how long its trials are, from the settings alone. A wrong guess costs trials,
// not precision.
import { toMilliseconds } from "@fairhare/core";
import { createWorkload, totalSpeed, type TrialSettings } from "@fairhare/workload";
import type { SearchSettings } from "../search/next-step.ts";

/** Tasks whose service times are averaged. */
const AVERAGED_TASKS = 1_000;
/** Milliseconds around each task: delivery, timers and acknowledgement on one machine. */
const OVERHEAD_MS = 0.3;
/** Below the guess, so that the first trial usually holds and the second one fails. */
const FIRST_SHARE = 0.7;
/** The search goes down to a rate at which a trial has this many tasks; fewer show no backlog. */
const LEAST_TASKS = 10;
const MOST_PER_PRODUCER = 1_000_000;

/** A trial has about this many tasks, unless it would take too long. */
const TASKS_OF_TRIAL = 200;
const SHORTEST_SECONDS = 5;
const LONGEST_SECONDS = 60;

type GuessSettings = Pick<
  TrialSettings,
  "workers" | "workerConcurrency" | "speeds" | "prefetch" | "ack" | "rttMs" | "workersPerProcess"
> &
  Parameters<typeof createWorkload>[0];

/**
 * Tasks per second that the fleet could complete: c tasks at a time, each as long as its service time. With a prefetch of n,
 * at most n tasks per worker are under way, each for its service time and a round trip.
 */
export function guessedCapacity(settings: GuessSettings): number {
  const { workers, workerConcurrency, prefetch, ack, rttMs } = settings;
  const workload = createWorkload(settings);
  let sum = 0;
  for (let task = 1; task <= AVERAGED_TASKS; task++) sum += toMilliseconds(workload.cost(task));
  const taskMs = sum / AVERAGED_TASKS + OVERHEAD_MS;
  const speed = totalSpeed(settings) / Math.max(1, workers);
  const byWork = (workers * workerConcurrency * speed * 1e3) / taskMs;
  const isUnlimited = prefetch === 0 || ack === "auto";
  return isUnlimited ? byWork : Math.min(byWork, (workers * prefetch * 1e3) / (taskMs / speed + rttMs));
}

/** Seconds of publishing in each trial. */
export const guessedTrialSeconds = (capacity: number): number =>
  Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, Math.ceil(TASKS_OF_TRIAL / capacity)));

interface BoundsInput {
  readonly capacity: number;
  readonly producers: number;
  /** Of each trial. */
  readonly seconds: number;
  /** The user's guess. */
  readonly startPerSecond: number | null;
}

export function searchBounds({
  capacity,
  producers,
  seconds,
  startPerSecond,
}: BoundsInput): Pick<SearchSettings, "first" | "least" | "most"> {
  const most = MOST_PER_PRODUCER * producers;
  const first = Math.min(most, startPerSecond ?? Number((FIRST_SHARE * capacity).toPrecision(2)));
  return { first, least: Math.min(first, LEAST_TASKS / seconds), most };
}
