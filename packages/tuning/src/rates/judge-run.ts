// Whether one run at a rate held all conditions, and why not. Pure: it reads the run's result only.
import { formatMs, formatNumber } from "@fairhare/core";
import { metricOf, metricPath, type RunResult } from "@fairhare/results";
import { holds, type Threshold, type TrialSettings } from "@fairhare/workload";
import type { Outcome } from "../search/rate-point.ts";
import { backlogGrowth } from "./backlog-growth.ts";

/** A backlog that grows by less than this share of the rate does not count: it is within the error of a short trial. */
const GROWTH_TOLERANCE = 0.02;

type ReasonKind = "condition" | "loss" | "backlog" | "rate" | "unknown";

/** Why a run did not hold; `sentence` is for readers and ends without a period. */
interface Reason {
  readonly kind: ReasonKind;
  readonly sentence: string;
}

export interface Judgement {
  readonly outcome: Outcome;
  /** Empty if it held. */
  readonly reasons: readonly Reason[];
  /** Tasks per second; null if the run was too short to tell. */
  readonly backlogGrowthPerSecond: number | null;
}

export interface Conditions {
  readonly thresholds: readonly Threshold[];
  /** Duration of the publishing. */
  readonly seconds: number;
}

type RunSettings = Pick<TrialSettings, "workers" | "workerConcurrency">;

/**
 * A run holds if its verdict is `pass`, the producers reached the rate, the backlog did not grow and every condition is
 * met. A run whose verdict is `unknown` neither holds nor fails.
 */
export function judgeRun(
  run: RunResult,
  ratePerSecond: number,
  settings: RunSettings,
  { thresholds, seconds }: Conditions,
): Judgement {
  const growth = backlogGrowth(run.timeline, seconds);
  const backlogGrowthPerSecond = growth?.perSecond ?? null;
  const gaps = evidenceGaps(run, growth === null);
  if (gaps.length > 0) return { outcome: "unknown", reasons: gaps, backlogGrowthPerSecond };
  const executors = settings.workers * settings.workerConcurrency;
  // Each executor may have begun or ended one task more within the observed part.
  const tolerated = growth === null ? 0 : GROWTH_TOLERANCE * ratePerSecond + executors / growth.seconds;
  const reasons = [
    ...losses(run),
    ...missedRate(run, ratePerSecond),
    ...(growth !== null && growth.perSecond > tolerated
      ? [reason("backlog", `the backlog grew by ${formatNumber(growth.perSecond)} tasks/s`)]
      : []),
    ...thresholds.flatMap((threshold) => unmet(run, threshold)),
  ];
  return { outcome: reasons.length === 0 ? "held" : "failed", reasons, backlogGrowthPerSecond };
}

function evidenceGaps({ verdict, evidence, warnings }: RunResult, isTooShort: boolean): Reason[] {
  if (verdict === "unknown")
    return [reason("unknown", withoutPeriod(evidence.gaps[0] ?? warnings[0] ?? "the run has no verdict"))];
  return isTooShort ? [reason("unknown", "the run is too short to see whether the backlog grows")] : [];
}

const losses = ({ verdict, ledger: { lost } }: RunResult): Reason[] =>
  verdict === "fail" || lost > 0 ? [reason("loss", `${lost} ${lost === 1 ? "task is" : "tasks are"} lost`)] : [];

/** The load generator, or a broker that blocks it, was the limit. */
function missedRate({ findings, throughput }: RunResult, ratePerSecond: number): Reason[] {
  if (!findings.some(({ code }) => code === "rate-not-reached")) return [];
  const reached = throughput.publishedPerSecond;
  const pace = reached === null ? "" : ` (${formatNumber(reached)} of ${formatNumber(ratePerSecond)} tasks/s)`;
  return [reason("rate", `the producers did not reach the rate${pace}`)];
}

function unmet(run: RunResult, threshold: Threshold): Reason[] {
  const actual = metricOf(run, metricPath(threshold.metric) ?? threshold.metric);
  if (actual === null) return [reason("condition", `${threshold.expression} was not measured`)];
  return holds(actual, threshold)
    ? []
    : [reason("condition", `${threshold.expression} is not met (${spoken(threshold.metric, actual)})`)];
}

/** Metrics in milliseconds have it in their name. */
const spoken = (metric: string, value: number): string =>
  /Ms(\.|$)/.test(metricPath(metric) ?? metric) ? formatMs(value) : formatNumber(value);

const reason = (kind: ReasonKind, sentence: string): Reason => ({ kind, sentence });

const withoutPeriod = (sentence: string): string => sentence.replace(/\.$/, "");
