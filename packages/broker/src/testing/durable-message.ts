// Puts one confirmed persistent message into a durable queue, and looks for it again.
/// <reference lib="esnext.disposable" />
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "@fairhare/amqp";

const QUEUE = "queue-to-be-kept";
/** Several times the two seconds of Mnesia. */
const ON_DISK_TIMEOUT_MS = 10_000;
const POLL_INTERVAL_MS = 50;

export async function publishDurably(uri: string, dataDir: string, body: string): Promise<void> {
  await using connection = await connect({ uri, name: "test", heartbeatSeconds: 10 });
  await connection.openQueueAdmin().declare({ name: QUEUE, type: "classic", durable: true, expiresMs: 0 });
  await untilOnDisk(QUEUE, dataDir);
  const publisher = await connection.openPublisher({ confirms: true });
  const answered = new Promise<boolean>((resolve) => publisher.onAnswer(resolve));
  publisher.publish(QUEUE, Buffer.from(body), { persistent: true });
  if (!(await answered)) throw new Error("the broker did not take the message");
}

/**
 * A server answers a declaration before it gives it to the system: Mnesia's log is written up to two seconds later.
 * Killed in between, it forgets a durable queue and the confirmed messages in it.
 */
async function untilOnDisk(text: string, directory: string): Promise<void> {
  const deadline = performance.now() + ON_DISK_TIMEOUT_MS;
  while (!filesUnder(directory).some((path) => readFileSync(path).includes(text))) {
    if (performance.now() > deadline) throw new Error(`no file in ${directory} says ${text}`);
    await delay(POLL_INTERVAL_MS);
  }
}

function filesUnder(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The message stays in the queue: the connection ends without an ack. */
export async function peekDurable(uri: string): Promise<string> {
  await using connection = await connect({ uri, name: "test", heartbeatSeconds: 10 });
  const consumer = await connection.openConsumer({ prefetch: 1 });
  return await new Promise<string>((resolve, reject) => {
    const take = (body: Buffer): void => resolve(body.toString());
    consumer.consume(QUEUE, { autoAck: false }, take, () => reject(new Error("cancelled"))).catch(reject);
  });
}
