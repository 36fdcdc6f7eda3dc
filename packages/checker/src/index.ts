export { type CheckedRun, type CheckInput, checkRun } from "./check-run.ts";
export {
  type CheckName,
  type Claim,
  type ClaimFile,
  type Expectation,
  readClaim,
  TUTORIAL_CLAIMS,
} from "./claims/claim.ts";
export { CLAIMS_SCHEMA, type ClaimResult, type ClaimsResults } from "./claims/claims-results.ts";
export {
  type ClaimEvidence,
  type ClaimVerdict,
  evaluateClaim,
  type Finding,
  type TestedClaim,
  type TestedExpectation,
} from "./claims/evaluate.ts";
export { claimOn } from "./claims/on-version.ts";
export type { NamedShard } from "./history/open-shards.ts";
export { DuplicateCause } from "./results/causes.ts";
export type { Loss } from "./ledger/ledger.ts";
export { LossCause } from "./results/causes.ts";
export { buildResults, type CheckedTrial, type ResultsInput } from "./results/build-results.ts";
export { resultsJsonSchema } from "./results/json-schema.ts";
export { metricNames, metricOf, metricPath, metricPaths } from "./results/metric-path.ts";
export {
  type Comparison,
  type Environment,
  environmentSchema,
  RESULTS_SCHEMA,
  resultsSchema,
  type Results,
  type SummaryMetric,
  type TrialResult,
} from "./results/schema.ts";
export { type FaultResult } from "./results/fault-schema.ts";
export {
  type LaneSegment,
  type Latency,
  type RunResult,
  type Verdict,
  type WorkerResult,
} from "./results/run-schema.ts";
export { type Ledger } from "./results/ledger-schema.ts";
export { evaluateThresholds } from "./results/threshold.ts";
export { COMPARED_METRICS, compareTrials, NOT_TESTED, type TrialRuns } from "./statistics/compare.ts";
export { summarise } from "./statistics/summarise.ts";
