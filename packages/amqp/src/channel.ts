// The state that every channel has (open or closed, and the broker's reason), and how a channel is closed.
import type { Channel } from "amqplib";
import { replyCodeOf } from "./failure/error.ts";
import type { ClosableChannel } from "./port.ts";

export abstract class AmqplibChannel implements ClosableChannel {
  protected readonly channel: Channel;
  #failure: Error | undefined;
  #isOpen = true;
  #isClosing = false;

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

  /** Resolves when the broker has answered. Rejects if the connection breaks first. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await closeChannel(this.channel);
  }

  /** Throws once nothing more may be sent, as amqplib does for what it sends itself. */
  protected assertOpen(): void {
    if (this.#isOpen && !this.#isClosing) return;
    throw new Error(this.#isOpen ? "the channel is closing" : "the channel is closed");
  }
}

/** Rejects if the connection breaks before the broker answers, where amqplib would wait forever. */
export function closeChannel(channel: Channel): Promise<void> {
  return new Promise((resolve, reject) => {
    const broken = (): void => reject(new Error("the connection broke before the broker answered"));
    // The answer emits `close` as well; by the next turn its promise has resolved.
    channel.once("close", () => setImmediate(broken));
    channel.close().then(resolve, reject);
  });
}
