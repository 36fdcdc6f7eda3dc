// What tests outside of this package need to drive a run over a host of their own.
export { CALM, type Conditions } from "@fairhare/proxy";
export type { FleetLine, FleetMember, FleetProxy } from "@fairhare/proxy";
export type { Host, LaunchedProcess, ProcessListener } from "../fleet/host.ts";
export type { RunRecord } from "@fairhare/store";
export { type RunPorts, runTrial } from "../run/run-trial.ts";
export { MemoryShards } from "./memory-shards.ts";
