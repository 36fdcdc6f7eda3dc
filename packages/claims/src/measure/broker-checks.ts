// What no experiment shows, asked of the broker directly: a few numbers for every try.
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

/** Queues that an interrupted check leaves behind go after a minute. */
const EXPIRES_MS = 60_000;

/** One try for every parameter that is declared otherwise. */
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
  // Declaring a queue as it is changes nothing, and is refused when it is not so any more.
  const difference = await refusalOf(admin.declare(original));
  const { ready } = await admin.depth(original.name);
  return {
    replyCode: refusal?.replyCode ?? 0,
    channelsClosed: Number(refusal?.closedChannel ?? false),
    connectionsOpen: Number(connection.isOpen),
    queuesUntouched: Number(difference === undefined && ready === 1),
  };
}

/** Queues of three kinds, a message in each, over one restart in good order. */
async function restart(broker: Broker, signal: AbortSignal): Promise<Try[]> {
  const { server } = broker;
  if (server === undefined) throw new Error("this broker is not ours to restart");
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

/** Held without an acknowledgement for four times the timeout: whether the broker takes the delivery back. */
async function ackTimeout(broker: Broker, signal: AbortSignal): Promise<Try[]> {
  // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
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

/** 1 when the consumer was cancelled or its channel closed before its time was up, 0 when it was left alone. */
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

/** On a connection of its own: RabbitMQ 4.3.6 may deliver to a consumer that it has cancelled, over which amqplib ends it. */
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

/** Undefined when there is no such queue. */
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

/** Confirmed when it resolves. */
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
