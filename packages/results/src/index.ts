export { type AgentHost, agentSchema } from "./agent-schema.ts";
export { type ObservedClient, observedClientSchema } from "./run/client-schema.ts";
export { DuplicateCause, LossCause } from "./causes.ts";
export type { FaultResult } from "./run/fault-schema.ts";
export { findingSchema } from "./run/finding-schema.ts";
export { addsUp, endedTasks, jainIndex, LEDGER_ENDS } from "./formulas.ts";
export { jsonSchemaText } from "./json-schema.ts";
export type { Latency, LatencyAcrossHosts } from "./run/latency-schema.ts";
export type { Ledger } from "./run/ledger-schema.ts";
export { metricNames, metricOf, metricPath, metricPaths, metricUnit, summarisedPaths } from "./metric-path.ts";
export type { QueueResult, WorstQueue } from "./run/queue-schema.ts";
export { queueMetricOf } from "./queue-path.ts";
export { worstQueueOf } from "./worst-queue.ts";
export { hasLane, type LaneSlots, laneSlots } from "./lane-slots.ts";
export { type EvidenceSources, type RunResult, type Verdict, runSchema } from "./run/run-schema.ts";
export type { LaneSegment, WorkerResult } from "./run/worker-schema.ts";
export {
  type Comparison,
  type Environment,
  RESULTS_SCHEMA,
  type Results,
  type SummaryMetric,
  type ThresholdResult,
  type TrialResult,
  environmentSchema,
  resultsSchema,
} from "./schema.ts";
export { experimentNameSchema, storedExperimentSchema } from "./stored-experiment.ts";
export type { DeliveryLedger, PublishLedger } from "./tap/tap-ledger-schema.ts";
export type { TapConsumer, TapPublisher, TapQueue } from "./tap/tap-row-schema.ts";
export { TAP_SCHEMA, type TapResults, tapResultsSchema, type TapThreshold, type TapView } from "./tap/tap-schema.ts";
export { storedSettingsSchema } from "./stored-settings.ts";
