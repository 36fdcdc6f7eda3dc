// Adapts the in-memory broker to the orchestrator's broker port: as a broker that Fairhare manages, with one node or
// several, or as an external one.
import type { ServerFacts } from "@fairhare/amqp";
import type { Broker, ManagedServer, QueueSample } from "@fairhare/broker";
import { sleep } from "@fairhare/core";
import { VirtualCluster } from "./cluster/virtual-cluster.ts";
import type { MemoryBroker } from "./memory-broker.ts";

export const VIRTUAL_URI = "amqp://virtual";

const notSimulated = (what: string) => (): never => {
  throw new Error(`the simulated broker has no ${what}`);
};

/** The broker as one that Fairhare started: it can be stopped, killed and sampled. */
export function managedBroker(broker: MemoryBroker): Broker {
  const { numbers } = broker.nodes;
  const isCluster = numbers.length > 1;
  return {
    uri: isCluster ? numbers.map((node) => `${VIRTUAL_URI}/node-${node}`).join(",") : VIRTUAL_URI,
    provider: "local",
    facts: factsOf(broker),
    server: serverOf(broker, numbers),
    ...(isCluster ? { cluster: new VirtualCluster(broker, (node) => serverOf(broker, [node])) } : {}),
    resources: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The same broker as an external one: it cannot be controlled or sampled. */
export function foreignBroker(broker: MemoryBroker): Broker {
  const { server: _, ...rest } = managedBroker(broker);
  return { ...rest, provider: "external" };
}

const factsOf = ({ rules }: MemoryBroker): ServerFacts => ({
  product: "RabbitMQ",
  version: rules.version,
  erlang: "27",
  queueTypes: ["classic", "quorum"],
  heartbeatSeconds: 60,
});

/** Acts on these nodes as on one server. */
function serverOf(broker: MemoryBroker, numbers: readonly number[]): ManagedServer {
  const { time, random, nodes } = broker;
  return {
    dataDir: "",
    get running() {
      return numbers.every((node) => nodes.isUp(node));
    },
    pids: notSimulated("processes"),
    start: async (signal) => {
      await Promise.all(
        numbers.map(async (node) => {
          await sleep(time, 3_000 + 5_000 * random.float(), signal);
          broker.bringUp(node);
        }),
      );
      return factsOf(broker);
    },
    stop: async (signal) => {
      for (const node of numbers) broker.takeDown(node, "stopped");
      await sleep(time, 1_000 * random.float(), signal);
    },
    settle: async () => undefined,
    kill: async () => numbers.forEach((node) => broker.takeDown(node, "killed")),
    powerCut: async () => numbers.forEach((node) => broker.takeDown(node, "power-cut")),
    raiseAlarm: async () => {
      await sleep(time, 200 * random.float());
      const alarm = broker.connections.raise();
      return { [Symbol.asyncDispose]: async () => broker.connections.lower(alarm) };
    },
    closeConnections: async (names) => {
      await sleep(time, 400 * random.float());
      return broker.connections.close(names);
    },
    sampleQueues: (queues) => sampler(broker, queues),
    wipe: notSimulated("wipe"),
  };
}

const SAMPLE_INTERVAL_MS = 250;

function sampler(broker: MemoryBroker, names: readonly string[]): ReturnType<ManagedServer["sampleQueues"]> {
  const samples: QueueSample[] = [];
  let isOver = false;
  const sample = (): void => {
    if (isOver) return;
    const [reporter] = broker.nodes.available;
    const queues = names
      .map((name) => (reporter === undefined ? undefined : broker.queue(name, reporter)))
      .filter((queue) => queue?.host.serves && reporter !== undefined && queue.host.reaches(reporter))
      .filter((queue) => queue !== undefined);
    if (queues.length === names.length)
      samples.push({
        at: broker.time.now(),
        ready: queues.reduce((sum, { ready }) => sum + ready, 0),
        unacked: queues.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0),
        queueBytes: 1,
        nodeBytes: 1,
        binaryBytes: 1,
      });
    broker.time.after(SAMPLE_INTERVAL_MS, sample);
  };
  broker.time.after(SAMPLE_INTERVAL_MS * broker.random.float(), sample);
  return {
    read: () => samples.splice(0),
    [Symbol.dispose]: () => {
      isOver = true;
    },
  };
}
