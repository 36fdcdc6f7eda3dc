// The searches over all cells of the matrix: one trial of each in turn, until all have ended, the budget is used up or the
// user interrupts. The trials so far are kept in every case.
import type { RunResult } from "@fairhare/results";
import { type Threshold, thresholdsFor, type Trial } from "@fairhare/workload";
import { nextStep, type SearchEnd, type SearchSettings } from "../search/next-step.ts";
import { type RatePoint, withTrial } from "../search/rate-point.ts";
import { judgeRun } from "./judge-run.ts";
import type { FindRateResults, MeasuredTrial, RateCell } from "./rate-results.ts";
import { cellOf } from "./rate-cell.ts";

export interface CellPlan {
  readonly trial: Trial;
  readonly search: SearchSettings;
  /** Duration of the publishing in each trial. */
  readonly seconds: number;
}

export interface RateTrial {
  readonly cell: CellPlan;
  readonly ratePerSecond: number;
  /** Of all trials of the search, from 1. */
  readonly number: number;
  /** Of the trials of this cell at this rate, from 1. */
  readonly attempt: number;
}

/** A run, or the reason why there is none. */
export type MeasuredRun =
  | { readonly run: RunResult; readonly directory: string | null }
  | { readonly run: null; readonly problem: string };

export interface FindRatePorts {
  /** Performs one run. Rejects when no further run is possible, such as without a broker. */
  readonly measure: (trial: RateTrial) => Promise<MeasuredRun>;
  /** Seconds since the start of the search. */
  readonly elapsedSeconds: () => number;
  readonly onTrial: (trial: RateTrial, measured: MeasuredTrial) => void;
  readonly signal: AbortSignal;
}

export interface FindRatePlan {
  readonly cells: readonly CellPlan[];
  readonly thresholds: readonly Threshold[];
  /** Names of the settings that the matrix varies. */
  readonly varied: readonly string[];
  readonly budgetSeconds: number;
}

export interface FoundRates {
  readonly end: FindRateResults["end"];
  readonly cells: readonly RateCell[];
  /** Why no further trial was possible; null unless the end is `failed`. */
  readonly failure: unknown;
}

/** Start of the fleet, drain and shutdown of a trial, before any was measured; seconds. */
const SURROUNDING_SECONDS = 3;

/** Wall time of a trial before any was measured. */
export const expectedTrialSeconds = (cell: Pick<CellPlan, "seconds">): number => cell.seconds + SURROUNDING_SECONDS;

interface Search {
  readonly plan: CellPlan;
  points: readonly RatePoint[];
  readonly trials: MeasuredTrial[];
  end: SearchEnd | null;
}

export async function findRates(plan: FindRatePlan, ports: FindRatePorts): Promise<FoundRates> {
  const searches = plan.cells.map((cell): Search => ({ plan: cell, points: [], trials: [], end: null }));
  const found = (end: FoundRates["end"], failure: unknown = null): FoundRates => ({
    end,
    failure,
    cells: searches.map(({ plan: { trial }, ...searched }) => cellOf(trial, plan.varied, searched)),
  });
  let number = 0;
  for (let open = searches; open.length > 0; open = open.filter((search) => search.end === null)) {
    for (const search of open) {
      const step = nextStep(search.points, search.plan.search);
      if (step.kind === "end") {
        search.end = step.end;
        continue;
      }
      const stop = whyStop(search, plan, ports);
      if (stop !== undefined) return found(stop);
      number++;
      try {
        const isMeasured = await performTrial(search, step.ratePerSecond, number, plan, ports);
        if (!isMeasured) return found("interrupted");
      } catch (error) {
        return found(ports.signal.aborted ? "interrupted" : "failed", error);
      }
    }
  }
  return found("complete");
}

/** A trial that would exceed the budget is not started. */
function whyStop(
  { plan: cell, trials }: Search,
  { budgetSeconds }: FindRatePlan,
  { elapsedSeconds, signal }: FindRatePorts,
): "budget" | "interrupted" | undefined {
  if (signal.aborted) return "interrupted";
  const last = trials.at(-1)?.seconds ?? expectedTrialSeconds(cell);
  return elapsedSeconds() + last > budgetSeconds ? "budget" : undefined;
}

/** False if the trial was interrupted; it is not counted then. */
async function performTrial(
  search: Search,
  ratePerSecond: number,
  number: number,
  { thresholds }: FindRatePlan,
  { measure, elapsedSeconds, onTrial, signal }: FindRatePorts,
): Promise<boolean> {
  const { plan: cell } = search;
  const attempt = search.trials.filter((earlier) => earlier.ratePerSecond === ratePerSecond).length + 1;
  const trial = { cell, ratePerSecond, number, attempt };
  const began = elapsedSeconds();
  const measured = await measure(trial);
  if (signal.aborted) return false;
  const conditions = { thresholds: thresholdsFor(thresholds, cell.trial.id), seconds: cell.seconds };
  const entry = entryOf(measured, ratePerSecond, { cell, conditions, seconds: elapsedSeconds() - began });
  search.trials.push(entry);
  search.points = withTrial(search.points, ratePerSecond, entry.outcome);
  onTrial(trial, entry);
  return true;
}

interface TrialContext {
  readonly cell: CellPlan;
  readonly conditions: Parameters<typeof judgeRun>[3];
  readonly seconds: number;
}

function entryOf(measured: MeasuredRun, ratePerSecond: number, context: TrialContext): MeasuredTrial {
  const { cell, conditions, seconds } = context;
  if (measured.run === null)
    return {
      ratePerSecond,
      outcome: "unknown",
      reasons: [{ kind: "unknown", sentence: measured.problem }],
      p50Ms: null,
      p99Ms: null,
      completedPerSecond: null,
      backlogGrowthPerSecond: null,
      seconds,
      directory: null,
    };
  const { run, directory } = measured;
  const { outcome, reasons, backlogGrowthPerSecond } = judgeRun(run, ratePerSecond, cell.trial.settings, conditions);
  const { endToEnd } = run.latencyMs;
  const { completedPerSecond } = run.throughput;
  const numbers = { p50Ms: endToEnd.p50, p99Ms: endToEnd.p99, completedPerSecond, backlogGrowthPerSecond };
  return { ratePerSecond, outcome, reasons: [...reasons], ...numbers, seconds, directory };
}
