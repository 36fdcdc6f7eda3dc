// What tests outside of this package need to drive a run over a host of their own.
export { CALM, type Conditions } from "../faults/proxy/conditions.ts";
export type { FleetLine, FleetMember, FleetProxy } from "../faults/proxy/fleet-proxy.ts";
export type { Host, LaunchedProcess, ProcessListener } from "../host.ts";
export type { RunRecord } from "../run-directory.ts";
export { type RunPorts, runTrial } from "../run-trial.ts";
export { MemoryShards } from "./memory-shards.ts";
