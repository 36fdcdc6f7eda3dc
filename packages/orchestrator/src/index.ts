export { checkExperiment } from "./check-stored.ts";
export { describeEnvironment } from "./environment.ts";
export { FleetNotReadyError } from "./child.ts";
export { makeDirectories, makeFreeDirectory, missingDirectories, removeEmpty } from "./make-directories.ts";
export type { Counts, Observer, PhaseName, ProgressEvent } from "./progress.ts";
export { ExperimentDirectory, RunNotFoundError, RunsNotWritableError, type StoredPlan } from "./run-directory.ts";
export { replaceFile } from "./replace-file.ts";
export { type ExperimentOutcome, type ExperimentPorts, runExperiment } from "./run-experiment.ts";
export {
  readSealedJson,
  sealedJson,
  storedJson,
  StoredFileDamagedError,
  StoredFileInvalidError,
} from "./sealed-json.ts";
