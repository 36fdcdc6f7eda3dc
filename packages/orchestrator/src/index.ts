export { checkExperiment } from "./check-stored.ts";
export { describeEnvironment } from "./environment.ts";
export { FleetNotReadyError } from "./child.ts";
export type { Counts, Observer, PhaseName, ProgressEvent } from "./progress.ts";
export { ExperimentDirectory, RunNotFoundError, type StoredPlan } from "./run-directory.ts";
export { type ExperimentOutcome, type ExperimentPorts, runExperiment } from "./run-experiment.ts";
