// The first program of RabbitMQ's Work Queues tutorial: publishes one task that a worker in any language can process.
import {
  type AmqpConnection,
  BrokerRefusedError,
  BrokerUnreachableError,
  connect,
  type Publisher,
} from "@fairhare/amqp";

export interface NewTaskOptions {
  readonly uri: string;
  readonly queue: string;
  /** The queue survives a broker restart. */
  readonly durable: boolean;
  /** The message survives a broker restart, in a durable queue. */
  readonly persistent: boolean;
  /** Each dot is one second of work for the tutorial's worker. */
  readonly text: string;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Prints after the broker has confirmed the message; the tutorial's own programs print earlier.
 * Throws BrokerUnreachableError and BrokerRefusedError.
 */
export async function newTask({ uri, queue, durable, persistent, text, print, signal }: NewTaskOptions): Promise<void> {
  signal.throwIfAborted();
  await using connection = await connect({ uri, name: "fairhare new-task" });
  const send = async (): Promise<void> => {
    await connection.openQueueAdmin().declare({ name: queue, type: "classic", durable, expiresMs: 0 });
    await publish(await connection.openPublisher({ confirms: true }), queue, text, persistent);
  };
  await untilLost(connection, uri, signal, send());
  print(` [x] Sent '${text}'`);
}

async function publish(publisher: Publisher, queue: string, text: string, persistent: boolean): Promise<void> {
  const answer = new Promise<boolean>((resolve) => publisher.onAnswer(resolve));
  publisher.publish(queue, Buffer.from(text), { persistent, contentType: "text/plain" });
  if (!(await answer))
    throw new BrokerRefusedError(`accept the task for queue "${queue}"`, "it answered with basic.nack");
}

/** Rejects with BrokerUnreachableError when the connection ends first, and with the signal's reason after an abort. */
async function untilLost<T>(
  connection: AmqpConnection,
  uri: string,
  signal: AbortSignal,
  answer: Promise<T>,
): Promise<T> {
  const lost = connection.ended.then(({ reason }) => {
    throw new BrokerUnreachableError(uri, `the connection was lost (${reason})`);
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([answer, lost, aborted]);
}
