// What a channel of the simulated broker needs: its broker, its session, and its client.
import type { Headers } from "@fairhare/amqp";
import type { Random } from "@fairhare/core";
import type { BrokerRules } from "../plan/broker-rules.ts";
import type { VirtualTime } from "../virtual/time.ts";
import type { Wire } from "../virtual/wire.ts";
import type { BrokerQueue } from "./queue.ts";
import type { Truth } from "./truth.ts";

/** Messages from the broker to a channel's client; each call happens on the client's side of the wire. */
export interface ChannelClient {
  readonly onDelivery: (body: Buffer, tag: number, isRedelivered: boolean, headers: Headers, queue: string) => void;
  readonly onCancel: () => void;
  readonly onAnswer: (isAccepted: boolean, tag: number, isMultiple: boolean) => void;
  readonly onReturn: (body: Buffer, headers: Headers, replyCode: number) => void;
  readonly onClosed: (replyCode: number, reason: string) => void;
}

/** What a channel needs from its broker. */
export interface ChannelBroker {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: BrokerRules;
  readonly truth: Truth;
  /** As the metadata of this node has it. */
  queue(name: string, node: number): BrokerQueue | undefined;
}

export interface ChannelOptions {
  readonly prefetch: number;
  readonly confirms: boolean;
}

export interface ChannelSession {
  readonly broker: ChannelBroker;
  readonly wire: Wire;
  /** Number of the node that it is connected to. */
  readonly node: number;
}
