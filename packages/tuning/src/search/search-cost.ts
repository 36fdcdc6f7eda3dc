// How many trials a search takes, before anything is measured: the same search over a system without noise.
import { nextStep, type SearchSettings } from "./next-step.ts";
import { type RatePoint, withTrial } from "./rate-point.ts";

/** More than any search without noise takes. */
const LIMIT = 1_000;

/** The number of trials if `capacity` is the highest rate that holds. */
export function trialsOfSearch(settings: SearchSettings, capacity: number): number {
  let points: readonly RatePoint[] = [];
  for (let trials = 0; trials < LIMIT; trials++) {
    const step = nextStep(points, settings);
    if (step.kind === "end") return trials;
    points = withTrial(points, step.ratePerSecond, step.ratePerSecond <= capacity ? "held" : "failed");
  }
  return LIMIT;
}
