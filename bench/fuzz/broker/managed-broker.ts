// Adapts the in-memory broker to the orchestrator's broker port: as a broker that Fairhare manages, or as an external
// one.
import type { ServerFacts } from "@fairhare/amqp";
import type { Broker, ManagedServer, QueueSample } from "@fairhare/broker";
import { sleep } from "@fairhare/core";
import type { MemoryBroker } from "./memory-broker.ts";

export const VIRTUAL_URI = "amqp://virtual";

const notSimulated = (what: string) => (): never => {
  throw new Error(`the simulated broker has no ${what}`);
};

/** The broker as one that Fairhare started: it can be stopped, killed and sampled. */
export function managedBroker(broker: MemoryBroker): Broker {
  const facts: ServerFacts = {
    product: "RabbitMQ",
    version: broker.rules.version,
    erlang: "27",
    queueTypes: ["classic", "quorum"],
    heartbeatSeconds: 60,
  };
  const { time, random } = broker;
  const server: ManagedServer = {
    dataDir: "",
    logFile: "",
    get running() {
      return broker.isUp;
    },
    pids: notSimulated("processes"),
    start: async (signal) => {
      await sleep(time, 3_000 + 5_000 * random.float(), signal);
      broker.comeUp();
      return facts;
    },
    stop: async (signal) => {
      broker.goDown("stopped");
      await sleep(time, 1_000 * random.float(), signal);
    },
    settle: async () => undefined,
    kill: async () => broker.goDown("killed"),
    powerCut: async () => broker.goDown("power-cut"),
    raiseAlarm: async () => {
      await sleep(time, 200 * random.float());
      const alarm = broker.raise();
      return { [Symbol.asyncDispose]: async () => broker.lower(alarm) };
    },
    closeConnections: async (names) => {
      await sleep(time, 400 * random.float());
      return broker.closeConnections(names);
    },
    sampleQueues: (queues) => sampler(broker, queues),
    wipe: notSimulated("wipe"),
  };
  return {
    uri: VIRTUAL_URI,
    provider: "local",
    facts,
    server,
    resources: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The same broker as an external one: it cannot be controlled or sampled. */
export function foreignBroker(broker: MemoryBroker): Broker {
  const { server: _, ...rest } = managedBroker(broker);
  return { ...rest, provider: "external" };
}

const SAMPLE_INTERVAL_MS = 250;

function sampler(broker: MemoryBroker, names: readonly string[]): ReturnType<ManagedServer["sampleQueues"]> {
  const samples: QueueSample[] = [];
  let isOver = false;
  const sample = (): void => {
    if (isOver) return;
    const queues = names
      .map((name) => (broker.isUp ? broker.queue(name) : undefined))
      .filter((one) => one !== undefined);
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
