// What a WireReader reports: one callback for each event of a connection. Numbers only on the hot path; one message object
// is reused, and decodes strings on request.
import type { WireMessage } from "./message.ts";

export type Side = "client" | "broker";

/** How a delivery was settled. */
export const Settlement = {
  acked: 1,
  /** basic.nack and basic.reject, each with and without requeue. */
  nackedToQueue: 2,
  nacked: 3,
  rejectedToQueue: 4,
  rejected: 5,
  /** basic.recover: the broker delivers the message again. */
  recovered: 6,
} as const;
export type Settlement = (typeof Settlement)[keyof typeof Settlement];

/** What a side says about itself at the start of a connection; empty texts for what it does not say. */
export interface WirePeer {
  /** `connection_name`, which only clients have. */
  readonly name: string;
  readonly product: string;
  readonly version: string;
}

/** A consumer that the broker has registered. */
export interface WireConsumer {
  readonly tag: string;
  /** Empty for the queue that the channel declared last. */
  readonly queue: string;
  readonly noAck: boolean;
  readonly isExclusive: boolean;
  /** Arguments such as x-priority. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * Every callback is optional. They come in the order of the bytes; a callback must not call the reader. A `label` is a
 * number that the listener has set in the message object; the reader returns it with the answer to that message.
 */
export interface WireListener {
  /** The client's protocol header. */
  begun?(): void;
  /** The broker comes first, then the client. Credentials are not read. */
  identified?(by: Side, peer: WirePeer): void;
  /** The negotiated values. `frameMax` and `heartbeatSeconds` 0: no limit, no heartbeats. */
  tuned?(frameMax: number, heartbeatSeconds: number): void;
  /** The broker has opened the connection. */
  opened?(vhost: string): void;
  blocked?(reason: string): void;
  unblocked?(): void;
  /** `by` asks to close the connection. */
  closing?(by: Side, code: number, text: string): void;
  /** The other side has answered; `by` had asked. */
  closed?(by: Side): void;
  channelOpened?(channel: number): void;
  channelClosing?(channel: number, by: Side, code: number, text: string): void;
  /** The other side has answered; `by` had asked. Unsettled deliveries return to their queue. */
  channelClosed?(channel: number, by: Side): void;
  /** The client's basic.qos. */
  qos?(channel: number, count: number, isGlobal: boolean): void;
  consuming?(channel: number, consumer: WireConsumer): void;
  cancelled?(channel: number, tag: string, by: Side): void;
  confirmsOn?(channel: number): void;
  /** Complete with its body. `sequence` is the number of its confirm, 0 without confirms. */
  published?(message: WireMessage): void;
  returned?(message: WireMessage): void;
  /** basic.deliver or basic.get-ok, complete with its body; not after the client has asked to close the channel. */
  delivered?(message: WireMessage): void;
  /** The client's basic.get; its answer is `delivered` or `gotEmpty`. */
  getting?(channel: number, queue: string, noAck: boolean): void;
  /** basic.get found the queue empty. */
  gotEmpty?(channel: number): void;
  /** One call for each delivery that the client's ack, nack, reject or recover covers, the oldest first. */
  settled?(channel: number, tag: number, label: number, how: Settlement, isMultiple: boolean): void;
  /** An ack, nack or reject of a delivery that is not outstanding. */
  unknownTag?(channel: number, tag: number, how: Settlement): void;
  /** One call for each publish that the broker's ack or nack covers, the oldest first. */
  confirmed?(channel: number, sequence: number, label: number, isAccepted: boolean, isMultiple: boolean): void;
  heartbeat?(from: Side): void;
  /** Garbage, another protocol, or a violation: nothing more is read, in either direction. A sentence; comes once. */
  failed?(problem: string): void;
  /**
   * Asked when the content header of a message has arrived: whether to compute the digest of its body. Without this
   * callback no digest is computed.
   */
  wantsDigest?(message: WireMessage): boolean;
}
