export { FleetNotReadyError } from "./fleet/not-ready.ts";
export type { FleetAgent, FleetAgents } from "./fleet/fleet-agents.ts";
export type { Host } from "./fleet/host.ts";
export { type AgentPorts, openAgents, type OpenedAgents } from "./fleet/open-agents.ts";
export { createRealHost } from "./fleet/real-host.ts";
export { describeEnvironment } from "./run/environment.ts";
export type { Counts, Observer, PhaseName, ProgressEvent } from "./run/progress.ts";
export { refuseOn, refusePowerCuts, refusePrograms } from "./run/refuse-plan.ts";
export { type ExperimentOutcome, type ExperimentPorts, runExperiment } from "./run/run-experiment.ts";
