// How far the history of a run can be trusted: what is missing from it, and whether the verdict depends on it.
import type { TrialSettings } from "@fairhare/experiment";
import { Role } from "@fairhare/protocol";
import type { OpenShards } from "../history/open-shards.ts";
import type { OrchestratorLog } from "../history/orchestrator-log.ts";
import { counted } from "./counted.ts";

export interface Evidence {
  /** A sentence for each thing that is missing. */
  readonly warnings: readonly string[];
  /** So much is missing that nothing can be said. */
  readonly damaged: boolean;
  /** How many losses what is missing could explain; Infinity when there is no limit. */
  readonly explainableLosses: number;
}

export function assessEvidence(shards: OpenShards, log: OrchestratorLog, { ack }: TrialSettings): Evidence {
  const absent = absentShards(shards, log);
  const absentProducers = absent.filter((role) => role === Role.producer).length;
  // A record is written before its ack leaves, so a torn one hides a completion only from an acknowledged delivery.
  const tornWorkers = shards.torn.filter(({ role }) => role === Role.worker).length;
  return {
    warnings: [
      ...(shards.orchestrators.length === 0
        ? ["The orchestrator's shard is missing, so it is not known whether the queue was drained."]
        : []),
      ...shards.unreadable,
      ...shards.empty.map(
        (name) => `The shard ${name} holds no header: its process ended while it opened its history.`,
      ),
      ...(absent.length > 0
        ? [
            `${counted(absent.length, "process was", "processes were")} started of which there is no history, ${counted(absentProducers, "producer")} among them.`,
          ]
        : []),
      ...shards.torn.map(
        ({ name, bytes }) => `The shard ${name} ends in a torn record of ${bytes} bytes, which was not counted.`,
      ),
    ],
    damaged: shards.unreadable.length > 0 || absentProducers > 0,
    explainableLosses: absent.length > 0 ? Infinity : ack === "auto" ? tornWorkers : 0,
  };
}

/** Roles of the incarnations that were spawned and have no shard at all, an empty or unreadable one included. */
function absentShards({ producers, workers, empty, unreadable }: OpenShards, log: OrchestratorLog): Role[] {
  const present = new Set(
    [...producers, ...workers].map(({ header }) => `${header.role}/${header.process}/${header.incarnation}`),
  );
  const absent = log.processes
    .filter(({ role, process, incarnation }) => !present.has(`${role}/${process}/${incarnation}`))
    .map(({ role }) => role)
    // Workers are killed more often, so an empty shard is taken to be a worker's.
    .toSorted((a, b) => b - a);
  return absent.slice(empty.length + unreadable.length);
}
