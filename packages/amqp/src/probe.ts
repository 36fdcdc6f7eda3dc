// Is there a broker that really serves, and what is it? A listening port is not enough: a message has to
// go in, be confirmed and come out again.
import { randomUUID } from "node:crypto";
import { type AmqpConnection, connect } from "./connection.ts";
import { BrokerRefusedError } from "./error.ts";

export interface ServerFacts {
  readonly product: string;
  readonly version: string;
  /** OTP release as the broker says, null when it does not. */
  readonly erlang: string | null;
  readonly queueTypes: readonly ("classic" | "quorum")[];
  /** That it proposes to every connection, which may ask for less; 0 is none. */
  readonly heartbeatSeconds: number;
}

/** The longest there is, so that the broker's own is negotiated. */
const MAX_HEARTBEAT_SECONDS = 65_535;

/** Throws BrokerUnreachableError, or BrokerRefusedError when it lets us in but does not serve. */
export async function probeServer(uri: string, signal?: AbortSignal): Promise<ServerFacts> {
  signal?.throwIfAborted();
  await using connection = await connect({ uri, name: "fairhare probe", heartbeatSeconds: MAX_HEARTBEAT_SECONDS });
  const { product, version, platform } = connection.serverProperties;
  const queueTypes: ("classic" | "quorum")[] = [];
  await untilBroken(connection, passThrough(connection, "classic"));
  queueTypes.push("classic");
  signal?.throwIfAborted();
  if (await offersQuorum(connection)) queueTypes.push("quorum");
  return {
    product: String(product),
    version: String(version),
    erlang: /OTP\s+(\S+)/.exec(String(platform))?.[1] ?? null,
    queueTypes,
    // The smaller of two wishes; where the broker has none, ours came back.
    heartbeatSeconds: connection.heartbeatSeconds === MAX_HEARTBEAT_SECONDS ? 0 : connection.heartbeatSeconds,
  };
}

/** A broken connection leaves its questions unanswered for ever; here it is an error. */
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
      throw new BrokerRefusedError(`take a message into a ${type} queue`, "it answered with basic.nack");
    await publisher.close();
    const consumer = await connection.openConsumer({ prefetch: 1 });
    await new Promise<void>((resolve, reject) => {
      consumer
        .consume(
          name,
          { autoAck: true },
          () => resolve(),
          () => reject(new Error("consumer cancelled")),
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
