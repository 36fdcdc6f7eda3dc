export { FairhareError, type ErrorCode } from "@fairhare/core";
export type { ProgressEvent } from "@fairhare/orchestrator";
export { InvalidPlanError, type Mistake } from "@fairhare/plan";
export type { Results, RunResult, TrialResult, Verdict } from "@fairhare/results";
export { type BrokerOptions, type RunningBroker, startBroker } from "./broker.ts";
export type { ExperimentSettings } from "./experiment-settings.ts";
export { fairhareMatchers } from "./matchers.ts";
export { run, RunInterruptedError, type RunOptions, type RunResults } from "./run.ts";
