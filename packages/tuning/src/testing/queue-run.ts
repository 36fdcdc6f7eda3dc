// A run of a simulated fleet, as the real checker derives it from a history: tasks at equal gaps, served in their order by
// serial workers, each of which waits for a round trip between two tasks.
import { check, history } from "@fairhare/checker/testing";
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";

export interface QueueLoad {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly workers?: number;
  readonly serviceMs?: number;
  readonly roundTripMs?: number;
  /** The fleet stands still for 100 ms from this time on. */
  readonly stallAtMs?: number;
  /** Tasks from this number on are not completed. */
  readonly lostFrom?: number;
}

const STALL_MS = 100;

export const queueSettings = ({ ratePerSecond, seconds, workers = 4, serviceMs = 10 }: QueueLoad): TrialSettings => ({
  ...BASE_SETTINGS,
  workers,
  heavyMs: serviceMs,
  lightMs: serviceMs,
  ratePerSecond,
  timeSeconds: seconds,
  tasks: null,
});

export function queueRun(load: QueueLoad): RunResult {
  const { ratePerSecond, seconds, workers = 4, serviceMs = 10, roundTripMs = 0 } = load;
  const { stallAtMs = Infinity, lostFrom = Infinity } = load;
  const run = history().phase("ready", 0).phase("publishing", 0);
  const freeAt = Array.from({ length: workers }, () => 0);
  const tasks = Math.ceil(ratePerSecond * seconds);
  for (let task = 1; task <= tasks; task++) {
    const dueMs = ((task - 1) * 1e3) / ratePerSecond;
    run.producer(1).published(task, dueMs, { costMs: serviceMs });
    if (task >= lostFrom) continue;
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const ready = Math.max(dueMs, freeAt[worker] ?? 0);
    const begin = ready >= stallAtMs && ready < stallAtMs + STALL_MS ? stallAtMs + STALL_MS : ready;
    run.worker(worker + 1).worked(task, begin, begin + serviceMs);
    freeAt[worker] = begin + serviceMs + roundTripMs;
  }
  const endMs = Math.max(seconds * 1e3, ...freeAt) + 1;
  return check(run.phase("drained", endMs), queueSettings(load)).result;
}
