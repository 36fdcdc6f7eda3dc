// The planned service time (cost) of each task: a pure function of the settings, so that all processes, the checker and
// the simulator agree on it without communication.
import { assertNever, fromMilliseconds, hashedUniform, nanoseconds, type Nanoseconds } from "@fairhare/core";
import type { Skew, TrialSettings } from "../settings.ts";

/** Streams of the stateless hash; separate streams keep a task's cost and its arrival independent. */
const COST_STREAM = 1;
const SECOND_COST_STREAM = 2;

export interface Workload {
  /** Planned service time of a task; 0 if the trial's work is `none`. Tasks are numbered from 1. */
  cost(task: number): Nanoseconds;
  /** Whether the planned cost is at or above the threshold for heavy tasks. */
  isHeavy(cost: Nanoseconds): boolean;
}

export type WorkloadSettings = Pick<TrialSettings, "skew" | "heavyMs" | "lightMs" | "dotMs" | "work" | "seed">;

export function createWorkload(settings: WorkloadSettings): Workload {
  if (settings.work === "none") return { cost: () => nanoseconds(0), isHeavy: () => false };
  const milliseconds = costFunction(settings.skew, settings);
  const threshold = heavyThreshold(settings);
  return { cost: (task) => fromMilliseconds(milliseconds(task)), isHeavy: (cost) => cost >= threshold };
}

function costFunction(skew: Skew, settings: WorkloadSettings): (task: number) => number {
  const { heavyMs: heavy, lightMs: light, dotMs: dot, seed } = settings;
  switch (skew.kind) {
    case "odd-even":
      return (task) => (task % 2 === 1 ? heavy : light);
    case "uniform":
      return () => heavy;
    case "period":
      return (task) => ((task - 1) % skew.period === 0 ? heavy : light);
    case "random":
      return (task) => (hashedUniform(seed, task, COST_STREAM) < skew.probability ? heavy : light);
    case "pareto":
      return (task) => boundedPareto(hashedUniform(seed, task, COST_STREAM), skew.shape, light, heavy);
    case "lognormal":
      return (task) => Math.min(heavy, light * Math.exp(skew.sigma * standardNormal(seed, task)));
    case "dots":
      return (task) => (((task - 1) % 5) + 1) * dot;
    case "trace":
      return (task) => skew.costsMs[(task - 1) % skew.costsMs.length] ?? 0;
    default:
      return assertNever(skew);
  }
}

/** Inverse of F(x) = (1 − (L/x)^a) / (1 − (L/H)^a) on [L, H]; u uniform in (0, 1). */
function boundedPareto(u: number, shape: number, low: number, high: number): number {
  return low / (1 - u * (1 - (low / high) ** shape)) ** (1 / shape);
}

/** Box–Muller transform; only one of its two values is used. */
function standardNormal(seed: number, task: number): number {
  const radius = Math.sqrt(-2 * Math.log(hashedUniform(seed, task, COST_STREAM)));
  return radius * Math.cos(2 * Math.PI * hashedUniform(seed, task, SECOND_COST_STREAM));
}

/**
 * The lowest cost that counts as heavy: the geometric mean of light and heavy (they differ by orders of magnitude),
 * three dots, or the midpoint of a trace's range. If all costs are equal, all tasks are heavy.
 */
function heavyThreshold({ skew, heavyMs, lightMs, dotMs }: WorkloadSettings): Nanoseconds {
  if (skew.kind === "dots") return fromMilliseconds(3 * dotMs);
  if (skew.kind === "trace") {
    let low = Infinity;
    let high = 0;
    for (const cost of skew.costsMs) {
      low = Math.min(low, cost);
      high = Math.max(high, cost);
    }
    return fromMilliseconds((low + high) / 2);
  }
  return fromMilliseconds(lightMs === 0 ? heavyMs : Math.sqrt(heavyMs * lightMs));
}
