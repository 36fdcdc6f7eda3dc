// Facts that no experiment shows, asked of the broker directly: a few numbers per try.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type AmqpConnection, BrokerRefusedError, connect, type QueueAdmin, type QueueSpec } from "@fairhare/amqp";
import { type Broker, setAckTimeout } from "@fairhare/broker";
import type { CheckName } from "../claim.ts";

type Try = Readonly<Record<string, number>>;
type Check = (broker: Broker, signal: AbortSignal) => Promise<readonly Try[]>;

export const CHECKS: Readonly<Record<CheckName, Check>> = {
  redeclare,
  restart,
  "ack-timeout": ackTimeout,
};

/** The broker deletes the queues of an interrupted check after a minute. */
const EXPIRES_MS = 60_000;

/** One try per parameter that is declared differently. */
async function redeclare(broker: Broker): Promise<Try[]> {
  const original: QueueSpec = { name: queueName(), type: "classic", durable: true, expiresMs: EXPIRES_MS };
  const others: QueueSpec[] = [
    { ...original, durable: false },
    { ...original, expiresMs: EXPIRES_MS / 2 },
    { ...original, type: "quorum" },
  ];
  await using connection = await open(broker);
  const admin = connection.openQueueAdmin();
  await admin.declare(original);
  try {
    await publish(connection, original.name, { persistent: true });
    const tries: Try[] = [];
    for (const other of others) tries.push(await redeclareAs(other, original, admin, connection));
    return tries;
  } finally {
    await admin.delete(original.name);
  }
}

async function redeclareAs(
  other: QueueSpec,
  original: QueueSpec,
  admin: QueueAdmin,
  connection: AmqpConnection,
): Promise<Try> {
  const refusal = await refusalOf(admin.declare(other));
  // Declaring the queue with its own parameters changes nothing, and is refused if they have changed.
  const difference = await refusalOf(admin.declare(original));
  const { ready } = await admin.depth(original.name);
  return {
    replyCode: refusal?.replyCode ?? 0,
    channelsClosed: Number(refusal?.closedChannel ?? false),
    connectionsOpen: Number(connection.isOpen),
    queuesUntouched: Number(difference === undefined && ready === 1),
  };
}

/** Three kinds of queues with one message each, over one graceful restart of the broker. */
async function restart(broker: Broker, signal: AbortSignal): Promise<Try[]> {
  const { server } = broker;
  if (server === undefined)
    throw new Error("Fairhare did not start this broker, so it cannot restart it. Use --broker local.");
  const kinds = [
    { key: "transientQueue", durable: false, persistent: false },
    { key: "durableQueue", durable: true, persistent: false },
    { key: "persistentQueue", durable: true, persistent: true },
  ].map((kind) => ({ ...kind, name: queueName() }));
  {
    await using connection = await open(broker);
    for (const { name, durable, persistent } of kinds) {
      await connection.openQueueAdmin().declare({ name, type: "classic", durable, expiresMs: EXPIRES_MS });
      await publish(connection, name, { persistent });
    }
  }
  await server.stop(signal);
  await server.start(signal);
  await using connection = await open(broker);
  const found: Record<string, number> = {};
  for (const { key, name } of kinds) {
    const ready = await depthOf(connection.openQueueAdmin(), name);
    found[`${key}s`] = ready === undefined ? 0 : 1;
    if (ready !== undefined) found[`${key}Ready`] = ready;
    await connection.openQueueAdmin().delete(name);
  }
  return [found];
}

/** Whether the broker takes back a delivery that stays unacknowledged for four times the timeout. */
async function ackTimeout(broker: Broker, signal: AbortSignal): Promise<Try[]> {
  // oxlint-disable-next-line no-underscore-dangle -- disposed at the end of the scope
  await using _timeout = await setAckTimeout(broker, ACK_TIMEOUT_MS, signal);
  return [
    {
      classicTakenBack: await takenBack(broker, "classic", signal),
      quorumTakenBack: await takenBack(broker, "quorum", signal),
    },
  ];
}

const ACK_TIMEOUT_MS = 500;
const HELD_FOR_MS = 4 * ACK_TIMEOUT_MS;

/** 1 if the broker cancelled the consumer or closed its channel while it held the message, else 0. */
async function takenBack(broker: Broker, type: QueueSpec["type"], signal: AbortSignal): Promise<number> {
  await using connection = await open(broker);
  const name = queueName();
  const admin = connection.openQueueAdmin();
  await admin.declare({ name, type, durable: true, expiresMs: EXPIRES_MS });
  await publish(connection, name, { persistent: true });
  try {
    return Number(!(await isLeftAlone(name, broker, signal)));
  } finally {
    await admin.delete(name);
  }
}

/** On a separate connection: RabbitMQ 4.3.6 may deliver to a cancelled consumer, and amqplib then closes the connection. */
async function isLeftAlone(queue: string, broker: Broker, signal: AbortSignal): Promise<boolean> {
  await using connection = await open(broker);
  const consumer = await connection.openConsumer({ prefetch: 1 });
  const ended = new AbortController();
  const end = (): void => ended.abort();
  consumer.onClosed(end);
  await new Promise<void>((delivered, refused) => {
    consumer.consume(queue, { autoAck: false }, () => delivered(), end).catch(refused);
  });
  const isHeld = sleep(HELD_FOR_MS, true, { signal: AbortSignal.any([signal, ended.signal]) });
  const wasLeftAlone = await isHeld.catch(() => false);
  signal.throwIfAborted();
  return wasLeftAlone;
}

const NOT_FOUND = 404;

/** Undefined if the queue does not exist. */
async function depthOf(admin: QueueAdmin, name: string): Promise<number | undefined> {
  try {
    return (await admin.depth(name)).ready;
  } catch (error) {
    if (error instanceof BrokerRefusedError && error.replyCode === NOT_FOUND) return undefined;
    throw error;
  }
}

async function refusalOf(asked: Promise<void>): Promise<BrokerRefusedError | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (error instanceof BrokerRefusedError) return error;
    throw error;
  }
}

/** Resolves when the broker has confirmed the message. */
async function publish(connection: AmqpConnection, queue: string, options: { persistent: boolean }): Promise<void> {
  const publisher = await connection.openPublisher({ confirms: true });
  const answered = new Promise<boolean>((resolve) => publisher.onAnswer(resolve));
  publisher.publish(queue, Buffer.from("claim"), options);
  if (!(await answered)) throw new BrokerRefusedError("take a message", "it answered with basic.nack");
  await publisher.close();
}

const open = ({ uri }: Broker): Promise<AmqpConnection> =>
  connect({ uri, name: "fairhare claims", heartbeatSeconds: 60 });

const queueName = (): string => `fairhare.claims.${randomUUID()}`;
