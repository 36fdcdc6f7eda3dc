// Closing a channel in good order, on a connection that may break meanwhile.
import type { Channel } from "amqplib";

/** Resolves when the broker has answered. Rejects when the connection breaks before: amqplib would wait for ever. */
export function closeChannel(channel: Channel): Promise<void> {
  return new Promise((resolve, reject) => {
    const broken = (): void => reject(new Error("the connection broke before the broker had answered"));
    // An answer closes the channel as well, and its own promise is first by then.
    channel.once("close", () => setImmediate(broken));
    channel.close().then(resolve, reject);
  });
}
