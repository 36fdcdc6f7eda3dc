export { type CheckedStoredRun, checkExperiment, checkStoredRun, recordFindings, resultsOf } from "./check-stored.ts";
export { type HistoryExport, historyEvents, type HistoryRow, historyTasks } from "./history-rows.ts";
export { makeDirectories, makeFreeDirectory, missingDirectories, removeEmpty } from "./make-directories.ts";
export {
  ExperimentDirectory,
  RunNotFoundError,
  type RunRecord,
  RunsNotWritableError,
  type StoredPlan,
} from "./run-directory.ts";
export {
  StoredFileDamagedError,
  StoredFileInvalidError,
  readSealedJson,
  sealedJson,
  storedJson,
} from "./sealed-json.ts";
export { replaceFile } from "./stored-file.ts";
