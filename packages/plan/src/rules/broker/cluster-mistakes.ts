// Mistakes of a cluster that depend on the opened broker: its number of nodes, and the metadata store of its version.
import { brokerRules } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import type { KnownBroker } from "../../faults/fault-abilities.ts";
import type { Mistake } from "../../mistakes/mistake.ts";

export function clusterMistakes(
  { cluster }: Pick<Experiment["broker"], "cluster">,
  { facts: { version }, cluster: opened }: KnownBroker,
): Mistake[] {
  if (cluster === undefined) return [];
  const { nodes, partitionHandling } = cluster;
  const found = opened?.nodes.length ?? 1;
  const mistakes: Mistake[] = [];
  if (nodes !== found)
    mistakes.push({
      place: `--nodes ${nodes} with this broker`,
      message: `The broker that was opened has ${found === 1 ? "one node" : `${found} nodes`}. Open it with the same number of nodes, or let the run open its own.`,
    });
  if (partitionHandling !== null && brokerRules(version).metadataStore === "khepri")
    mistakes.push({
      place: `--partition-handling ${partitionHandling} on RabbitMQ ${version}`,
      message:
        "This version keeps its metadata in Khepri and ignores the setting: the minority of a partition always stops. Remove it.",
    });
  return mistakes;
}
