// The clock of each shard of a run, for readers that need the times of single events and not the whole history.
import { type ClockMap, parseShardName, Role } from "@fairhare/protocol";
import { type NamedShard, openShards } from "../history/open-shards.ts";
import { readOrchestratorLog } from "../history/read-orchestrator-log.ts";
import { Clocks } from "./clocks.ts";

/** The clock of the process of a shard of a run, by the shard's name; undefined if it is the orchestrator's. */
export function clocksOfShards(shards: readonly NamedShard[]): (name: string) => ClockMap | undefined {
  let clocks: Clocks | undefined;
  openShards(
    shards.filter(({ name }) => parseShardName(name)?.role === Role.orchestrator),
    (orchestrators) => {
      clocks = new Clocks(readOrchestratorLog(orchestrators));
      return () => undefined;
    },
  );
  return (name) => {
    const identity = parseShardName(name);
    return identity === undefined ? undefined : clocks?.mapOf(identity);
  };
}
