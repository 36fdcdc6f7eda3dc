export { type Arrivals, type ArrivalSettings, createArrivals } from "./arrivals.ts";
export type { BrokerProvider, Experiment, Threshold, Trial } from "./experiment.ts";
export { type PlannedRun, schedule } from "./schedule.ts";
export type { AckMode, BodyKind, Durability, Pace, QueueType, Skew, TrialSettings, WorkKind } from "./settings.ts";
export { createWorkload, type Workload, type WorkloadSettings } from "./workload.ts";
