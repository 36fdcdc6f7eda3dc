export { baselinesIn, baselineSource, runsNeeded } from "./baseline-source.ts";
export { measureBodyFile } from "./body-file.ts";
export {
  type CheckedStoredRun,
  checkExperiment,
  checkStoredRun,
  recordFindings,
  resultsOf,
  withAgents,
} from "./check-stored.ts";
export { type HistoryExport, historyEvents, type HistoryRow, historyTasks } from "./history-rows.ts";
export { type GrowingShard, HistoryTail, type RecordSink, SHARD_FILES, type ShardSource } from "./live/history-tail.ts";
export { LiveRun, type LiveFault, type LivePhase, type LiveView } from "./live/live-run.ts";
export { BUCKET_MS } from "./live/recent-buckets.ts";
export { RunFollower } from "./live/run-follower.ts";
export type { LiveWorker } from "./live/worker-activity.ts";
export { makeDirectories, makeFreeDirectory, missingDirectories, removeEmpty } from "./make-directories.ts";
export { readResults } from "./read-results.ts";
export {
  ExperimentDirectory,
  RunNotFoundError,
  RunsNotWritableError,
  type StoredPlan,
} from "./experiment-directory.ts";
export type { MachineLoad, RunRecord } from "./run-record.ts";
export {
  StoredFileDamagedError,
  StoredFileInvalidError,
  readSealedJson,
  sealedJson,
  storedJson,
} from "./sealed-json.ts";
export { replaceFile } from "./stored-file.ts";
