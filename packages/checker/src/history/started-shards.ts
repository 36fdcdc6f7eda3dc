// Which shards count: those of processes that the orchestrator started, as far as its own shard says so.
import { Role } from "@fairhare/protocol";
import { keepShards, type OpenShard, type OpenShards } from "./open-shards.ts";
import { findProcess, type OrchestratorLog } from "./orchestrator-log.ts";

/** Without a whole shard of the orchestrator, all shards count. */
export function startedShards(shards: OpenShards, log: OrchestratorLog): OpenShards {
  return knowsProcesses(shards) ? keepShards(shards, (shard) => !isOfFleet(shard) || isStarted(shard, log)) : shards;
}

/** Exactly one shard of the orchestrator is there, and it is not damaged. */
export const knowsProcesses = ({ orchestrators }: OpenShards): boolean =>
  orchestrators.length === 1 && orchestrators.every(({ integrity }) => integrity.damage === null);

export const isOfFleet = ({ reader: { header } }: OpenShard): boolean =>
  header.role === Role.producer || header.role === Role.worker;

export function isStarted({ reader: { header } }: OpenShard, { processes }: OrchestratorLog): boolean {
  return findProcess(processes, header.role, header.process, header.incarnation)?.pid === header.pid;
}
