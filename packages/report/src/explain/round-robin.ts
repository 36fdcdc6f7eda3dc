// Blind round-robin over the service times of a trial, computed from its settings without any measurement. Blind: the
// broker delivers the next task to the next worker, busy or not.
import { assertNever, toMilliseconds } from "@fairhare/core";
import { jainIndex } from "@fairhare/results";
import { createWorkload, makespanBound, type Skew, type TrialSettings } from "@fairhare/workload";
import { mean } from "simple-statistics";

export interface Prediction {
  /** Planned busy time in milliseconds of each consumer, in the order of subscription. */
  readonly busyMs: readonly number[];
  /** Jain's index over `busyMs`; null when the tasks cost nothing. */
  readonly jainBusy: number | null;
  /** Planned makespan over max(Σcost / executors, largest cost). */
  readonly makespanRatio: number | null;
}

export type PlannedTrial = Pick<
  TrialSettings,
  "workers" | "workerConcurrency" | "skew" | "heavyMs" | "lightMs" | "dotMs" | "work" | "seed"
>;

/** Task n goes to consumer (n − 1) mod m: exact for a number of tasks, any service-time distribution. */
export function predictRoundRobin(settings: PlannedTrial, tasks: number): Prediction {
  const workload = createWorkload(settings);
  const busyMs = Array.from({ length: settings.workers }, () => 0);
  const costs = new Float64Array(tasks);
  let largest = 0;
  for (let task = 1; task <= tasks; task++) {
    const cost = toMilliseconds(workload.cost(task));
    const place = (task - 1) % settings.workers;
    busyMs[place] = (busyMs[place] ?? 0) + cost;
    costs[task - 1] = cost;
    largest = Math.max(largest, cost);
  }
  const bound = makespanBound(costs, settings.workers * settings.workerConcurrency);
  const makespan = Math.max(Math.max(...busyMs) / settings.workerConcurrency, largest);
  return { busyMs, jainBusy: jainIndex(busyMs), makespanRatio: bound > 0 ? makespan / bound : null };
}

/** Tasks after which the service times repeat; null when they never do. */
export function patternPeriod(skew: Skew): number | null {
  switch (skew.kind) {
    case "uniform":
      return 1;
    case "odd-even":
      return 2;
    case "period":
      return skew.period;
    case "dots":
      return 5;
    case "trace":
      return skew.costsMs.length;
    case "random":
    case "pareto":
    case "lognormal":
      return null;
    default:
      return assertNever(skew);
  }
}

/**
 * The service times that one group of workers gets when a pattern of period p goes round m workers. Worker k gets the
 * positions k, k + m, k + 2m, … modulo p, which are all positions congruent to k modulo g = gcd(p, m): so there are
 * g groups of m / g workers, and each repeats p / g positions of the pattern.
 */
export interface PatternGroup {
  readonly costsMs: readonly number[];
  readonly meanMs: number;
  readonly workers: number;
}

export function patternGroups(settings: PlannedTrial, period: number): PatternGroup[] {
  const workload = createWorkload(settings);
  const groups = greatestCommonDivisor(period, settings.workers);
  return Array.from({ length: groups }, (_, group) => {
    const costsMs = Array.from({ length: period / groups }, (_unused, turn) =>
      toMilliseconds(workload.cost(1 + ((group + turn * settings.workers) % period))),
    );
    return {
      costsMs,
      meanMs: mean(costsMs),
      workers: settings.workers / groups,
    };
  });
}

/** For many tasks: Jain = (Σμ)² / (g·Σμ²) and makespan / bound = max μ / mean μ, over the mean service times μ of the g groups. */
export function limitOf(groups: readonly PatternGroup[]): Pick<Prediction, "jainBusy" | "makespanRatio"> {
  const means = groups.map((group) => group.meanMs);
  const overall = mean(means);
  return { jainBusy: jainIndex(means), makespanRatio: overall > 0 ? Math.max(...means) / overall : null };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
