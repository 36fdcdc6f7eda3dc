// Derives the result of one run from its shards alone: reads the history once, then calls each checker for its part of
// the result.
import { type Finding, findingSentence } from "@fairhare/findings";
import type { AgentHost, ObservedClient, RunResult } from "@fairhare/results";
import type { Threshold, TrialSettings } from "@fairhare/workload";
import type { Checker, CheckSettings } from "./checker.ts";
import { checkClocks } from "./clocks/clock-results.ts";
import { checkEvidence, checkVerdict } from "./evidence/verdict.ts";
import { checkSettingsOf } from "./evidence/sources.ts";
import { checkFairness } from "./fairness/fairness.ts";
import { checkWorkers } from "./fairness/workers.ts";
import { checkFaults } from "./faults/fault-results.ts";
import { findingsOf } from "./findings/run-findings.ts";
import { type History, readHistory } from "./history/history.ts";
import type { NamedShard } from "./history/open-shards.ts";
import { ledgerOf, type Loss } from "./ledger/ledger.ts";
import { checkQueues, checkWorstQueue } from "./queues/queues.ts";
import { checkCost } from "./run/cost.ts";
import { checkLatency, checkLatencyByPriority } from "./run/latency.ts";
import { measurementOf, milliseconds } from "./run/makespan.ts";
import { checkCancellations, checkConnections, checkDisconnects } from "./run/processes.ts";
import { checkThroughput } from "./run/throughput.ts";
import { checkTimeline } from "./run/timeline.ts";
import { checkWarmUp } from "./run/warm-up.ts";

export interface CheckInput {
  readonly settings: TrialSettings;
  /** From 1. */
  readonly run: number;
  readonly shards: readonly NamedShard[];
  /** Directory of the run, relative to results.json; null if it is not kept. */
  readonly directory: string | null;
  /** Findings that are not from the history: from the orchestrator or from reading the stored run. They come first. */
  readonly findings?: readonly Finding[];
  /** As the broker reported it; some limits of RabbitMQ depend on its version. */
  readonly brokerVersion: string;
  /** Type of the queue as the broker reported it; null if unknown. */
  readonly queueType?: string | null;
  /** How the user's worker programs consumed; null if the workers are Fairhare's own, or none of them consumed. */
  readonly client?: ObservedClient | null;
  /** The agents that ran processes, in the order of their first ones; none by default. */
  readonly agents?: readonly AgentHost[];
  /** Thresholds that concern the trial; none by default. */
  readonly thresholds?: readonly Threshold[];
}

export interface CheckedRun {
  readonly result: RunResult;
  /** All losses; the result lists the first 100. */
  readonly losses: readonly Loss[];
}

type CheckedField = Exclude<
  keyof RunResult,
  "run" | "directory" | "queueType" | "client" | "agents" | "findings" | "warnings"
>;

/** The checkers, by field of the result. */
const CHECKERS: { readonly [Field in CheckedField]: Checker<RunResult[Field]> } = {
  verdict: checkVerdict,
  evidence: checkEvidence,
  makespanMs: (...run) => milliseconds(measurementOf(...run).makespan),
  boundMs: (...run) => milliseconds(measurementOf(...run).bound),
  boundRatio: (...run) => ratioOf(measurementOf(...run)),
  warmUp: checkWarmUp,
  throughput: checkThroughput,
  latencyMs: checkLatency,
  latencyByPriorityMs: checkLatencyByPriority,
  fairness: checkFairness,
  workers: checkWorkers,
  queues: checkQueues,
  worstQueue: checkWorstQueue,
  ledger: (...run) => ledgerOf(...run).ledger,
  faults: checkFaults,
  retriedBy: (_, { trial }) => (trial.onError === "retry-delay" ? meansOf(trial.retryMeans) : null),
  clocks: checkClocks,
  connections: checkConnections,
  disconnects: checkDisconnects,
  cancellations: checkCancellations,
  cost: checkCost,
  timeline: checkTimeline,
};

export function checkRun(input: CheckInput): CheckedRun {
  const {
    run,
    shards,
    directory,
    brokerVersion,
    queueType = null,
    client = null,
    agents = [],
    thresholds = [],
  } = input;
  const settings = checkSettingsOf(input.settings, client, { brokerVersion, thresholds, agents });
  const { trial } = settings;
  const history = readHistory(shards, trial);
  const findings = [...(input.findings ?? []), ...findingsOf(history, settings)];
  const result: RunResult = {
    run,
    directory,
    queueType,
    client,
    agents: [...agents],
    findings,
    warnings: findings.map(findingSentence),
    ...checkAll(history, settings),
  };
  return { result, losses: ledgerOf(history, settings).losses };
}

function checkAll(history: History, settings: CheckSettings): Pick<RunResult, CheckedField> {
  const parts = Object.entries(CHECKERS).map(([field, check]) => [field, check(history, settings)]);
  // By the type of CHECKERS, each field has the value of its checker.
  return Object.fromEntries(parts) as Pick<RunResult, CheckedField>;
}

/** The means are known once the version is: see `resolvedOn`. */
const meansOf = (means: TrialSettings["retryMeans"]): RunResult["retriedBy"] => (means === "auto" ? null : means);

const ratioOf = ({ makespan, bound }: { makespan: number | null; bound: number | null }): number | null =>
  makespan !== null && bound !== null ? makespan / bound : null;
