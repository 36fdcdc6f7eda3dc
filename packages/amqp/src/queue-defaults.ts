// What a broker does with queues that leave a choice to it: their type, and whether they may be transient. Each answer
// is found by declaring a queue, because AMQP has no method that asks.
import { randomUUID } from "node:crypto";
import { messageOf } from "@fairhare/core";
import type { Channel } from "amqplib";
import { openModel } from "./open-model.ts";

export interface QueueDefaults {
  /** The type of a queue that is declared without one; null if the broker does not name it. */
  readonly defaultType: string | null;
  /** Why the broker refused a queue that is neither durable nor exclusive; null if it accepted the queue. */
  readonly whyNoTransient: string | null;
}

/** If the queue cannot be deleted, the broker deletes it. */
const EXPIRES_MS = 60_000;

/** Leaves no queue. Throws BrokerUnreachableError, or the broker's refusal to declare any queue. */
export async function readQueueDefaults(uri: string): Promise<QueueDefaults> {
  return { defaultType: await readDefaultType(uri), whyNoTransient: await tryTransientQueue(uri) };
}

/** A queue without a type is declared again as a quorum queue: the refusal names the type that it has. */
async function readDefaultType(uri: string): Promise<string | null> {
  const name = `fairhare.probe.${randomUUID()}`;
  const options = { durable: true, arguments: { "x-expires": EXPIRES_MS } };
  return onConnection(uri, async (open) => {
    await (await open()).assertQueue(name, options);
    try {
      const quorum = { ...options, arguments: { ...options.arguments, "x-queue-type": "quorum" } };
      await (await open()).assertQueue(name, quorum);
      return "quorum";
    } catch (error) {
      const current = /'x-queue-type'.* current is (?:'(\w+)'|(none))/.exec(messageOf(error));
      // Before 3.12, a classic queue that was declared without a type has none.
      return current === null ? null : (current[1] ?? "classic");
    } finally {
      await (await open()).deleteQueue(name);
    }
  });
}

/** On a connection of its own: a broker that does not permit such queues closes the whole connection. */
async function tryTransientQueue(uri: string): Promise<string | null> {
  const name = `fairhare.probe.${randomUUID()}`;
  const options = { durable: false, arguments: { "x-expires": EXPIRES_MS, "x-queue-type": "classic" } };
  return onConnection(uri, async (open) => {
    try {
      const channel = await open();
      await channel.assertQueue(name, options);
      await channel.deleteQueue(name);
      return null;
    } catch (error) {
      return messageOf(error);
    }
  });
}

async function onConnection<T>(uri: string, ask: (openChannel: () => Promise<Channel>) => Promise<T>): Promise<T> {
  const { model } = await openModel({ uri, name: "fairhare probe" });
  let isOpen = true;
  // The request rejects with the reason; without listeners, the events would be thrown as well.
  model.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => {
    model.on("close", () => {
      isOpen = false;
      resolve();
    });
  });
  const openChannel = async (): Promise<Channel> => {
    const channel = await model.createChannel();
    channel.on("error", () => undefined);
    return channel;
  };
  try {
    return await ask(openChannel);
  } finally {
    if (isOpen) await Promise.race([model.close().catch(() => undefined), ended]);
  }
}
