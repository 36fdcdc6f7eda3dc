// The methods that a broker sends.
import type { Channel } from "./channel.ts";
import type { Conversation } from "./conversation.ts";
import type { Fields } from "./frames/fields.ts";
import { Method } from "./frames/methods.ts";
import { readPeer } from "./peer.ts";

/** A method of channel 0. False if it is not valid there. */
export function readBrokerConnectionMethod(method: number, fields: Fields, conversation: Conversation): boolean {
  const { listener } = conversation;
  switch (method) {
    case Method.connectionStart:
      fields.skip(2);
      if (listener.identified !== undefined) listener.identified("broker", readPeer(fields));
      return true;
    case Method.connectionOpenOk:
      listener.opened?.(conversation.vhost);
      return true;
    case Method.connectionClose: {
      conversation.closingByBroker = true;
      const code = fields.u16();
      listener.closing?.("broker", code, fields.shortText());
      return true;
    }
    case Method.connectionCloseOk:
      if (conversation.closingByClient) listener.closed?.("client");
      conversation.closingByClient = false;
      return true;
    case Method.connectionBlocked:
      listener.blocked?.(fields.shortText());
      return true;
    case Method.connectionUnblocked:
      listener.unblocked?.();
      return true;
    default:
      return method >>> 16 === Method.connectionStart >>> 16;
  }
}

/** A method of another channel, without content. */
export function readBrokerMethod(method: number, channel: Channel, fields: Fields, conversation: Conversation): void {
  const { listener } = conversation;
  const { number } = channel;
  switch (method) {
    case Method.channelOpenOk:
      listener.channelOpened?.(number);
      return;
    case Method.channelClose: {
      conversation.askToClose(channel, "broker");
      const code = fields.u16();
      listener.channelClosing?.(number, "broker", code, fields.shortText());
      return;
    }
    case Method.channelCloseOk:
      if (conversation.answerClose(channel, "client")) listener.channelClosed?.(number, "client");
      return;
    case Method.basicConsumeOk: {
      const consumer = channel.answered(fields.shortText());
      if (consumer === undefined) return;
      if (channel.register(consumer)) listener.consuming?.(number, consumer);
      else conversation.fail(`The client registered too many consumers on channel ${number}.`);
      return;
    }
    case Method.basicCancel: {
      const tag = fields.shortText();
      if (channel.forget(tag)) listener.cancelled?.(number, tag, "broker");
      return;
    }
    case Method.basicCancelOk:
      channel.forget(fields.shortText());
      return;
    case Method.basicGetEmpty:
      listener.gotEmpty?.(number);
      return;
    case Method.confirmSelectOk:
      listener.confirmsOn?.(number);
      return;
    case Method.basicAck:
    case Method.basicNack: {
      const sequence = fields.u64();
      const isMultiple = (fields.u8() & 1) !== 0;
      if (!fields.isShort) confirm(channel, sequence, method === Method.basicAck, isMultiple, conversation);
      return;
    }
    default:
  }
}

function confirm(
  { publishes, number }: Channel,
  sequence: number,
  isAccepted: boolean,
  isMultiple: boolean,
  { listener }: Conversation,
): void {
  if (!isMultiple) {
    if (publishes.take(sequence)) listener.confirmed?.(number, sequence, publishes.label, isAccepted, false);
    return;
  }
  for (let taken = publishes.takeLowest(sequence); taken !== 0; taken = publishes.takeLowest(sequence))
    listener.confirmed?.(number, taken, publishes.label, isAccepted, true);
}
