export { checkExperiment, checkStoredRun, recordFindings } from "./check-stored.ts";
export { makeDirectories, makeFreeDirectory, missingDirectories, removeEmpty } from "./make-directories.ts";
export { replaceFile } from "./replace-file.ts";
export {
  ExperimentDirectory,
  RunNotFoundError,
  type RunRecord,
  RunsNotWritableError,
  type ShardRole,
  type StoredPlan,
} from "./run-directory.ts";
export {
  StoredFileDamagedError,
  StoredFileInvalidError,
  readSealedJson,
  sealedJson,
  storedJson,
} from "./sealed-json.ts";
