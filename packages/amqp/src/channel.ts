// What every channel has: whether it is open, why the broker closed it, and how it is closed by us.
import type { Channel } from "amqplib";
import { replyCodeOf } from "./error.ts";
import type { ClosableChannel } from "./port.ts";

export abstract class AmqplibChannel implements ClosableChannel {
  protected readonly channel: Channel;
  #failure: Error | undefined;
  #isOpen = true;

  constructor(channel: Channel) {
    this.channel = channel;
    channel.on("error", (error: Error) => (this.#failure = error));
    channel.on("close", () => (this.#isOpen = false));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get failure(): string | undefined {
    return this.#failure?.message;
  }

  get failureCode(): number {
    return replyCodeOf(this.#failure);
  }

  onClosed(handler: (replyCode: number) => void): void {
    this.channel.on("close", () => handler(replyCodeOf(this.#failure)));
  }

  abstract close(): Promise<void>;
}

/** Resolves when the broker has answered. Rejects when the connection breaks before: amqplib would wait for ever. */
export function closeChannel(channel: Channel): Promise<void> {
  return new Promise((resolve, reject) => {
    const broken = (): void => reject(new Error("the connection broke before the broker had answered"));
    // An answer closes the channel as well, and its own promise is first by then.
    channel.once("close", () => setImmediate(broken));
    channel.close().then(resolve, reject);
  });
}
