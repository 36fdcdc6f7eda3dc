import type { Connection, ConsumerChannel, DeliveryHandler } from "@fairhare/amqp";
import type { WorkerPlan } from "@fairhare/protocol";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { BrokerSession } from "./broker-session.ts";

/** A connection with one channel, which registers a consumer when `register` is called. */
class Broker {
  readonly declared: string[] = [];
  readonly consumers = new Map<string, DeliveryHandler>();
  cancels = 0;
  #waiting: (() => void)[] = [];

  readonly connect = async (): Promise<Connection> => {
    const channel: Partial<ConsumerChannel> = {
      isOpen: true,
      consume: async (queue, _options, onDelivery) => {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        this.consumers.set(queue, onDelivery);
      },
      // The broker does not answer.
      close: () => new Promise(() => undefined),
      cancel: async () => {
        this.cancels++;
        this.consumers.clear();
      },
    };
    const connection = {
      openQueueAdmin: () => ({ declare: async ({ name }: { name: string }) => void this.declared.push(name) }),
      openConsumer: async () => channel,
      endOf: () => new Promise(() => undefined),
    };
    return connection as unknown as Connection;
  };

  async register(): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

const planOf = (queues: number): WorkerPlan => ({
  role: "worker",
  uri: "amqp://broker",
  firstUri: 0,
  queue: "orders",
  queueExpiresMs: 0,
  runTag: null,
  settings: { ...BASE_SETTINGS, workers: 2, queues },
  shardFile: "worker-2.1.shard",
  process: 2,
  incarnation: 1,
  isLate: false,
  clockOffsetNs: 0,
  slots: [2],
});
const open = (broker: Broker, queues: number): Promise<BrokerSession> =>
  BrokerSession.open(2, planOf(queues), broker.connect, { redeclare: true });

describe("the session of a worker with several queues", () => {
  it("declares and consumes its own queues, and tells from which one a message came", async () => {
    const broker = new Broker();
    const session = await open(broker, 5);
    expect(broker.declared).toEqual(["orders-2", "orders-4"]);
    const from: number[] = [];
    const consuming = session.consume((_body, _tag, _redelivered, _headers, queue) => void from.push(queue));
    await broker.register();
    await broker.register();
    await consuming;
    for (const name of ["orders-4", "orders-2"]) broker.consumers.get(name)?.(Buffer.from(""), 1, false, undefined);
    expect(from).toEqual([4, 2]);
  });

  it("has no consumer left when it is cancelled while they are registered", async () => {
    const broker = new Broker();
    const session = await open(broker, 5);
    const consuming = session.consume(() => undefined);
    const cancelled = session.cancel();
    await broker.register();
    await Promise.all([consuming, cancelled]);
    expect(broker.consumers.size).toBe(0);
    expect(broker.cancels).toBe(2);
  });

  it("with one queue has its plain name, and records no number", async () => {
    const broker = new Broker();
    const session = await open(broker, 1);
    const from: number[] = [];
    const consuming = session.consume((_body, _tag, _redelivered, _headers, queue) => void from.push(queue));
    await broker.register();
    await consuming;
    expect([...broker.consumers.keys()]).toEqual(["orders"]);
    broker.consumers.get("orders")?.(Buffer.from(""), 1, false, undefined);
    expect(from).toEqual([0]);
  });
});

it("takes no acknowledgement any more while it is being closed, before the broker has answered", async () => {
  const session = await open(new Broker(), 1);
  expect(session.isOpen).toBe(true);
  void session.close();
  expect(session.isOpen).toBe(false);
});
