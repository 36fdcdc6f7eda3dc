// To which node of a cluster, or to which URI of a list, each process of the fleet connects first.
import type { ManagedCluster } from "@fairhare/broker";
import { FairhareError, splitUris } from "@fairhare/core";
import type { FleetMember } from "@fairhare/proxy";
import { queueName, queuesOfSlot, slotsOfProcess, spreadNode, type TrialSettings } from "@fairhare/workload";

/** The run needs the leader of its queue before the fleet starts. */
class NoLeaderError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";
}

/** The broker as the processes of the fleet reach it. */
interface FleetBroker {
  /** One URI or a list of them. */
  readonly uri: string;
  readonly cluster?: ManagedCluster | undefined;
}

/** Of one queue, by number of the node. */
interface Replicas {
  readonly leader: number;
  readonly followers: readonly number[];
}

/**
 * The position of a process's URI in the list, from 0. The leaders are those at the time of this call. Throws
 * NoLeaderError.
 */
export async function connectPolicy(
  broker: FleetBroker,
  queue: string,
  settings: TrialSettings,
  signal: AbortSignal,
): Promise<(member: FleetMember) => number> {
  const { connect } = settings;
  const count = splitUris(broker.uri).length;
  if (connect === "listed") return () => 0;
  if (typeof connect === "number") return () => Math.min(connect, count) - 1;
  if (connect === "spread") return (member) => spreadNode(member, settings, count) - 1;
  const replicas = new Map<number, Replicas>();
  for (let number = 1; number <= settings.queues; number++)
    replicas.set(number, await replicasOf(broker.cluster, queueName(queue, number, settings), signal));
  return (member) => {
    const found = replicas.get(queueOf(member, settings));
    if (found === undefined) return 0;
    const { leader, followers } = found;
    // A queue without other replicas has no follower: any other node passes on to the leader.
    const node = connect === "leader" ? leader : followers[spreadNode(member, settings, followers.length) - 1];
    return (node ?? leader) - 1;
  };
}

async function replicasOf(cluster: ManagedCluster | undefined, queue: string, signal: AbortSignal): Promise<Replicas> {
  const found = await cluster?.membersOf(queue, signal);
  if (cluster === undefined || found?.leader == null)
    throw new NoLeaderError(`The queue ${queue} has no leader to connect to. Use --connect spread.`);
  const { leader, members } = found;
  const followers = members.filter((node) => node !== leader);
  const others = cluster.nodes.map(({ number }) => number).filter((node) => node !== leader);
  return { leader, followers: followers.length > 0 ? followers : others };
}

/** A producer publishes to all queues, and counts as one of the first. */
function queueOf({ role, process }: FleetMember, settings: TrialSettings): number {
  const [slot] = role === "worker" ? slotsOfProcess(process, settings) : [];
  return slot === undefined ? 1 : (queuesOfSlot(slot, settings)[0] ?? 1);
}
