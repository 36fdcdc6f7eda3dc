// One run from its history to its result: the history is read once, and each checker contributes its part. Everything in
// the result comes from the shards alone.
import { type Finding, findingSentence } from "@fairhare/findings";
import type { RunResult } from "@fairhare/results";
import type { Threshold, TrialSettings } from "@fairhare/workload";
import type { Checker, CheckSettings } from "./checker.ts";
import { checkEvidence, checkVerdict } from "./evidence/verdict.ts";
import { checkFairness } from "./fairness/fairness.ts";
import { checkWorkers } from "./fairness/workers.ts";
import { checkFaults } from "./faults/fault-results.ts";
import { findingsOf } from "./findings/run-findings.ts";
import { type History, readHistory } from "./history/history.ts";
import type { NamedShard } from "./history/open-shards.ts";
import { ledgerOf, type Loss } from "./ledger/ledger.ts";
import { checkLatency } from "./run/latency.ts";
import { measurementOf, milliseconds } from "./run/makespan.ts";
import { checkCancellations, checkCost, checkDisconnects } from "./run/processes.ts";
import { checkThroughput } from "./run/throughput.ts";
import { checkTimeline } from "./run/timeline.ts";

export interface CheckInput {
  readonly settings: TrialSettings;
  /** From 1. */
  readonly run: number;
  readonly shards: readonly NamedShard[];
  /** The run's directory relative to results.json; null when it is not kept. */
  readonly directory: string | null;
  /** Findings from outside the history: of the orchestrator, or of reading the stored run. They come first. */
  readonly findings?: readonly Finding[];
  /** As the broker reported it; some of its limits depend on it. */
  readonly brokerVersion: string;
  /** Type of the queue as the broker reported it; null when it did not. */
  readonly queueType?: string | null;
  /** The thresholds of the experiment; none by default. */
  readonly thresholds?: readonly Threshold[];
}

export interface CheckedRun {
  readonly result: RunResult;
  /** All of them; the result lists the first 100. */
  readonly losses: readonly Loss[];
}

type CheckedField = Exclude<keyof RunResult, "run" | "directory" | "queueType" | "findings" | "warnings">;

/** By field of the result. */
const CHECKERS: { readonly [Field in CheckedField]: Checker<RunResult[Field]> } = {
  verdict: checkVerdict,
  evidence: checkEvidence,
  makespanMs: (...run) => milliseconds(measurementOf(...run).makespan),
  boundMs: (...run) => milliseconds(measurementOf(...run).bound),
  boundRatio: (...run) => ratioOf(measurementOf(...run)),
  throughput: checkThroughput,
  latencyMs: checkLatency,
  fairness: checkFairness,
  workers: checkWorkers,
  ledger: (...run) => ledgerOf(...run).ledger,
  faults: checkFaults,
  disconnects: checkDisconnects,
  cancellations: checkCancellations,
  cost: checkCost,
  timeline: checkTimeline,
};

export function checkRun(input: CheckInput): CheckedRun {
  const { settings: trial, run, shards, directory, brokerVersion, queueType = null, thresholds = [] } = input;
  const settings: CheckSettings = { trial, brokerVersion, thresholds };
  const history = readHistory(shards, trial);
  const findings = [...(input.findings ?? []), ...findingsOf(history, settings)];
  const result: RunResult = {
    run,
    directory,
    queueType,
    findings,
    warnings: findings.map(findingSentence),
    ...checkAll(history, settings),
  };
  return { result, losses: ledgerOf(history, settings).losses };
}

function checkAll(history: History, settings: CheckSettings): Pick<RunResult, CheckedField> {
  const parts = Object.entries(CHECKERS).map(([field, check]) => [field, check(history, settings)]);
  // The type of CHECKERS says that each field has the part of its checker.
  return Object.fromEntries(parts) as Pick<RunResult, CheckedField>;
}

const ratioOf = ({ makespan, bound }: { makespan: number | null; bound: number | null }): number | null =>
  makespan !== null && bound !== null ? makespan / bound : null;
