// Checks that a broker is ready, and reads its version and queue types. A listening port is not enough: a message must
// be published, confirmed and delivered.
import { randomUUID } from "node:crypto";
import { AmqpConnection } from "./connection.ts";
import { BrokerRefusedError } from "./failure/error.ts";
import { openModel } from "./open-model.ts";

export interface ServerFacts {
  readonly product: string;
  readonly version: string;
  /** OTP release as the broker reports it; null if it reports none. */
  readonly erlang: string | null;
  readonly queueTypes: readonly ("classic" | "quorum")[];
  /** The broker's proposal to every connection; a connection may ask for less. 0 is none. */
  readonly heartbeatSeconds: number;
}

/** The largest possible value, so that the negotiation yields the broker's value. */
const MAX_HEARTBEAT_SECONDS = 65_535;

/** Throws BrokerUnreachableError, or BrokerRefusedError if the broker accepts the connection but is not ready. */
export async function probeServer(uri: string, signal?: AbortSignal): Promise<ServerFacts> {
  signal?.throwIfAborted();
  await using connection = await openForProbe(uri);
  const queueTypes: ("classic" | "quorum")[] = [];
  await untilBroken(connection, passThrough(connection, "classic"));
  queueTypes.push("classic");
  signal?.throwIfAborted();
  if (await offersQuorum(connection)) queueTypes.push("quorum");
  return factsOf(connection, queueTypes);
}

/**
 * For a user who may not create queues: connects, and declares nothing. So it does not show whether the broker is ready
 * to deliver, and names no queue types. Throws BrokerUnreachableError.
 */
export async function probeConnection(uri: string, signal?: AbortSignal): Promise<ServerFacts> {
  signal?.throwIfAborted();
  await using connection = await openForProbe(uri);
  return factsOf(connection, []);
}

async function openForProbe(uri: string): Promise<AmqpConnection> {
  const { model, uriIndex } = await openModel(
    { uri, name: "fairhare probe", heartbeatSeconds: MAX_HEARTBEAT_SECONDS },
    { looks: true },
  );
  return new AmqpConnection(model, uriIndex);
}

function factsOf(
  { serverProperties, heartbeatSeconds }: AmqpConnection,
  queueTypes: ServerFacts["queueTypes"],
): ServerFacts {
  const { product, version, platform } = serverProperties;
  return {
    product: String(product),
    version: String(version),
    erlang: /OTP\s+(\S+)/.exec(String(platform))?.[1] ?? null,
    queueTypes,
    // Our own value means that the broker proposes no heartbeat.
    heartbeatSeconds: heartbeatSeconds === MAX_HEARTBEAT_SECONDS ? 0 : heartbeatSeconds,
  };
}

/** Rejects when the connection breaks: its open requests would otherwise never settle. */
async function untilBroken(connection: AmqpConnection, answer: Promise<void>): Promise<void> {
  const broken = connection.ended.then(({ reason }) => {
    throw new Error(`the connection broke: ${reason}`);
  });
  await Promise.race([answer, broken]);
}

async function passThrough(connection: AmqpConnection, type: "classic" | "quorum"): Promise<void> {
  const admin = connection.openQueueAdmin();
  const name = `fairhare.probe.${randomUUID()}`;
  await admin.declare({ name, type, durable: true, expiresMs: 60_000 });
  try {
    const publisher = await connection.openPublisher({ confirms: true });
    const answered = new Promise<boolean>((resolve) => publisher.onAnswer(resolve));
    publisher.publish(name, Buffer.from("probe"), { persistent: true });
    if (!(await answered))
      throw new BrokerRefusedError(`accept a message in a ${type} queue`, "it answered with basic.nack");
    await publisher.close();
    const consumer = await connection.openConsumer({ prefetch: 1 });
    await new Promise<void>((resolve, reject) => {
      consumer
        .consume(
          name,
          { autoAck: true },
          () => resolve(),
          () => reject(new Error("the broker cancelled the consumer")),
        )
        .catch(reject);
    });
    await consumer.close();
  } finally {
    await admin.delete(name);
  }
}

async function offersQuorum(connection: AmqpConnection): Promise<boolean> {
  try {
    await untilBroken(connection, passThrough(connection, "quorum"));
    return true;
  } catch (error) {
    if (error instanceof BrokerRefusedError) return false;
    throw error;
  }
}
