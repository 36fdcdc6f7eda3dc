// How far the history of a run can be trusted: what is missing from it, and what nothing but its absence explains.
import type { TrialSettings } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import type { OpenShards } from "../history/open-shards.ts";
import type { OrchestratorLog } from "../history/orchestrator-log.ts";
import { shardGaps } from "./shard-gaps.ts";

export interface Evidence {
  /** A sentence for each thing that is missing or wrong: with one of them nothing can be said. */
  readonly gaps: readonly string[];
  /** The same for what is missing because a process was killed in the middle of it. */
  readonly torn: readonly string[];
  /** How many losses what is missing could explain. */
  readonly explainableLosses: number;
}

export function assessEvidence(shards: OpenShards, log: OrchestratorLog, settings: TrialSettings): Evidence {
  const torn = shards.all.filter(({ reader: { integrity } }) => integrity.tornBytes > 0 && integrity.damage === null);
  const tornWorkers = torn.filter(({ reader: { header } }) => header.role === Role.worker).length;
  const gaps = shardGaps(shards, log, settings);
  // One that was emptied later is a gap.
  const neverWritten = shards.empty.filter(({ name }) => !gaps.some((gap) => gap.includes(name)));
  return {
    gaps,
    torn: [
      ...neverWritten.map(
        ({ name }) => `The shard ${name} holds no header: its process ended while it opened its history.`,
      ),
      ...torn.map(
        ({ name, reader: { integrity } }) =>
          `The shard ${name} ends in a torn record of ${integrity.tornBytes} bytes, which was not counted.`,
      ),
    ],
    // A record is written before its ack leaves, so a torn one hides a completion only from an acknowledged delivery.
    explainableLosses: settings.ack === "auto" ? tornWorkers : 0,
  };
}
