// Entry point for tests in other packages that drive a run over their own host.
export { CALM, type Conditions } from "@fairhare/proxy";
export type { FleetLine, FleetMember, FleetProxy } from "@fairhare/proxy";
export type { FleetAgent, FleetAgents } from "../fleet/fleet-agents.ts";
export type { Host } from "../fleet/host.ts";
export type { RunRecord } from "@fairhare/store";
export { type RunPorts, runTrial } from "../run/run-trial.ts";
export { MemoryShards } from "./memory-shards.ts";
export { ClockWatch } from "../fleet/clock-watch.ts";
export { RunLog } from "../run/run-log.ts";
export { packageVersion } from "../run/environment.ts";
