// Prepares the queues of a run, each over a connection to the node on which --queue-leader wants it: a broker places a
// new queue on the node of the connection that declares it.
import type { Connection, QueueAdmin, QueueSpec } from "@fairhare/amqp";
import { FairhareError } from "@fairhare/core";
import { nodeOfQueue, type TrialSettings } from "@fairhare/workload";
import { prepareQueues, type RunQueue } from "./run-queue.ts";

/** A queue that is declared on another node than the wanted one would make the results wrong. */
class NodeNotReachableError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";
}

export interface PlacingPorts {
  readonly admin: QueueAdmin;
  /** Connects to the node of this number, or to a later one. */
  readonly connectTo: (node: number) => Promise<Connection>;
  /** Number of nodes, or of URIs in the list. */
  readonly nodes: number;
}

/** In the order of the specs. Throws as `prepareQueues`, or NodeNotReachableError; then it leaves no queue behind. */
export async function placeQueues(
  specs: readonly QueueSpec[],
  settings: TrialSettings,
  { admin, connectTo, nodes }: PlacingPorts,
): Promise<RunQueue[]> {
  const { queueLeader } = settings;
  if (queueLeader === null) return prepareQueues(admin, specs, settings);
  const prepared = new Map<string, RunQueue>();
  try {
    for (let node = 1; node <= nodes; node++) {
      const placed = specs.filter((_, index) => nodeOfQueue(index + 1, queueLeader, nodes) === node);
      if (placed.length === 0) continue;
      await using connection = await connectTo(node);
      if (connection.uriIndex !== node - 1)
        throw new NodeNotReachableError(
          `Node ${node} of the broker, on which --queue-leader ${queueLeader} places ${placed.length === 1 ? "a queue" : "queues"}, does not answer. Check the node, or use another --queue-leader.`,
        );
      const queues = await prepareQueues(connection.openQueueAdmin(), placed, settings);
      for (const [index, queue] of queues.entries()) prepared.set(placed[index]?.name ?? "", queue);
    }
  } catch (error) {
    for (const [name, { isCreated }] of prepared) if (isCreated) await admin.delete(name).catch(() => undefined);
    throw error;
  }
  return specs.flatMap(({ name }) => prepared.get(name) ?? []);
}
