// The state of a connection that both directions share: its channels, the negotiated limits, and whether it can still be
// read.
import { Channel } from "./channel.ts";
import type { Side, WireListener } from "./listener.ts";
import type { FrameSplitter } from "./frames/frame-splitter.ts";

/** Until the peers have agreed on a limit: AMQP allows 4 KiB, and RabbitMQ's own limit afterwards is 128 KiB. */
export const LIMIT_BEFORE_TUNE = 128 * 1024;
/** For peers that agree on no limit. */
const UNLIMITED = 512 * 1024 * 1024;

export class Conversation {
  readonly listener: WireListener;
  /** The virtual host that the client asks for. */
  vhost = "";
  /** Sides that have asked to close the connection. */
  closingByClient = false;
  closingByBroker = false;
  readonly #channels = new Map<number, Channel>();
  readonly #splitters: FrameSplitter[] = [];
  #latest: Channel | undefined;
  #hasFailed = false;

  constructor(listener: WireListener) {
    this.listener = listener;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  add(splitter: FrameSplitter): void {
    this.#splitters.push(splitter);
  }

  tune(frameMax: number, heartbeatSeconds: number): void {
    for (const splitter of this.#splitters) splitter.limit = frameMax === 0 ? UNLIMITED : frameMax;
    this.listener.tuned?.(frameMax, heartbeatSeconds);
  }

  fail(problem: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    for (const splitter of this.#splitters) splitter.stop();
    this.#channels.clear();
    this.#latest = undefined;
    this.listener.failed?.(problem);
  }

  channel(number: number): Channel | undefined {
    if (this.#latest?.number === number) return this.#latest;
    const channel = this.#channels.get(number);
    if (channel !== undefined) this.#latest = channel;
    return channel;
  }

  /** False if it is open. */
  open(number: number): boolean {
    if (this.#channels.has(number)) return false;
    const channel = new Channel(number);
    this.#channels.set(number, channel);
    this.#latest = channel;
    return true;
  }

  /** `by` asks to close the channel. */
  askToClose(channel: Channel, by: Side): void {
    if (by === "client") channel.closingByClient = true;
    else channel.closingByBroker = true;
    // The side that asks may leave its last message incomplete.
    (by === "client" ? channel.outgoing : channel.incoming).drop();
  }

  /** The other side has answered; the channel ends when no answer is missing. False if `by` has not asked. */
  answerClose(channel: Channel, by: Side): boolean {
    const hasAsked = by === "client" ? channel.closingByClient : channel.closingByBroker;
    if (by === "client") channel.closingByClient = false;
    else channel.closingByBroker = false;
    if (hasAsked && !channel.closingByClient && !channel.closingByBroker) {
      this.#channels.delete(channel.number);
      this.#latest = undefined;
    }
    return hasAsked;
  }
}
