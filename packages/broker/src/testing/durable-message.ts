// Publishes one confirmed persistent message to a durable queue, and reads it again.
/// <reference lib="esnext.disposable" />
import { connect } from "@fairhare/amqp";

export const DURABLE_QUEUE = "queue-to-be-kept";

export async function publishDurably(uri: string, body: string): Promise<void> {
  await using connection = await connect({ uri, name: "test", heartbeatSeconds: 10 });
  await connection.openQueueAdmin().declare({ name: DURABLE_QUEUE, type: "classic", durable: true, expiresMs: 0 });
  const publisher = await connection.openPublisher({ confirms: true });
  const answered = new Promise<boolean>((resolve) => publisher.onAnswer(resolve));
  publisher.publish(DURABLE_QUEUE, Buffer.from(body), { persistent: true });
  if (!(await answered)) throw new Error("the broker refused the message");
}

/** The message stays in the queue, because the connection closes without an ack. */
export async function peekDurable(uri: string): Promise<string> {
  await using connection = await connect({ uri, name: "test", heartbeatSeconds: 10 });
  const consumer = await connection.openConsumer({ prefetch: 1 });
  return await new Promise<string>((resolve, reject) => {
    const take = (body: Buffer): void => resolve(body.toString());
    consumer.consume(DURABLE_QUEUE, { autoAck: false }, take, () => reject(new Error("cancelled"))).catch(reject);
  });
}
