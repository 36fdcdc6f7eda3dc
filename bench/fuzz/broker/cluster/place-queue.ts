// Places a new queue of the simulated broker on the node of the connection that declares it, with replicas on others.
import type { BrokerRules } from "../../plan/broker-rules.ts";
import type { HostedQueue } from "../queue-ports.ts";
import { Home, type QueueHost } from "./queue-host.ts";
import { type GroupWorld, QuorumGroup } from "./quorum-group.ts";

/** RabbitMQ's default number of replicas. */
const DEFAULT_REPLICAS = 3;

interface PlaceWorld extends Omit<GroupWorld, "asksOldLeader"> {
  readonly rules: BrokerRules;
}

/** A quorum queue of a single node has no replicas to wait for, and counts as a queue with a home. */
export function placeQueue(queue: HostedQueue, node: number, { time, random, nodes, rules }: PlaceWorld): QueueHost {
  if (queue.spec.type === "classic" || nodes.numbers.length === 1) return new Home(nodes, node);
  const size = Number(queue.spec.otherArguments?.["x-quorum-initial-group-size"] ?? DEFAULT_REPLICAS);
  const others = nodes.numbers.filter((other) => other !== node && nodes.areConnected(node, other));
  const members = [node, ...others.slice(0, size - 1)].toSorted((a, b) => a - b);
  const onView = (): void => {
    queue.forsake((other) => !group.reaches(other));
    queue.dispatch();
  };
  const world = { time, random, nodes, asksOldLeader: rules.asksOldLeader };
  const group: QuorumGroup = new QuorumGroup(world, members, node, onView);
  return group;
}
