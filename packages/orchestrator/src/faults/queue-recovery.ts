// Waits after a fault of a cluster until the nodes are connected and the run's queues have recovered.
import { BrokerStartError } from "@fairhare/broker";
import { sleep } from "@fairhare/core";
import { queueBatches } from "../drain/queue-batches.ts";
import { BrokerNotBackError, type NodePorts } from "./nemesis-ports.ts";

const POLL_MS = 50;
/** A quorum queue elects a leader within seconds; a starting node recovers a queue within tens of seconds. */
const PATIENCE_MS = 60_000;

/**
 * Resolves when all nodes are connected, and each queue has a leader and all its members: before that, it may report no
 * messages, and channels keep publishes for it. Throws BrokerNotBackError after a minute; `fault` is the text of the fault.
 */
export async function untilRecovered(fault: string, ports: NodePorts): Promise<void> {
  const { broker, host, signal } = ports;
  try {
    await broker.cluster?.untilWhole(signal);
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    throw new BrokerNotBackError(`the nodes did not find each other again after ${fault}`, { cause: error });
  }
  const deadline = host.clock.now() + PATIENCE_MS * 1e6;
  while (!(await hasRecovered(ports))) {
    if (host.clock.now() > deadline)
      throw new BrokerNotBackError(`a queue had no leader or lacked members a minute after ${fault} was over`);
    await sleep(host.clock, POLL_MS, signal);
  }
}

async function hasRecovered({ broker: { cluster }, queues, settings, signal }: NodePorts): Promise<boolean> {
  // A transient queue is gone with its node until a client declares it again.
  if (cluster === undefined || !settings.queueDurable) return true;
  const isBack = async (queue: string): Promise<boolean> => {
    const { leader = null, members = [], online = [] } = (await cluster.membersOf(queue, signal)) ?? {};
    return leader !== null && members.every((member) => online.includes(member));
  };
  // A queue without a leader takes a second to say so.
  for (const batch of queueBatches(queues)) if (!(await Promise.all(batch.map(isBack))).every(Boolean)) return false;
  return true;
}
