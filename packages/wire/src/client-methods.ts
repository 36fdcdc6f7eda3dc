// The methods that a client sends.
import type { Channel } from "./channel.ts";
import type { Conversation } from "./conversation.ts";
import type { Fields } from "./frames/fields.ts";
import { Settlement } from "./listener.ts";
import { Method } from "./frames/methods.ts";
import { readTable } from "./frames/table.ts";
import { readPeer } from "./peer.ts";

/** A method of channel 0. False if it is not valid there. */
export function readClientConnectionMethod(method: number, fields: Fields, conversation: Conversation): boolean {
  const { listener } = conversation;
  switch (method) {
    case Method.connectionStartOk:
      if (listener.identified !== undefined) listener.identified("client", readPeer(fields));
      return true;
    case Method.connectionTuneOk: {
      fields.skip(2);
      const frameMax = fields.u32();
      const heartbeat = fields.u16();
      if (!fields.isShort) conversation.tune(frameMax, heartbeat);
      return true;
    }
    case Method.connectionOpen:
      conversation.vhost = fields.shortText();
      return true;
    case Method.connectionClose: {
      conversation.closingByClient = true;
      const code = fields.u16();
      listener.closing?.("client", code, fields.shortText());
      return true;
    }
    case Method.connectionCloseOk:
      if (conversation.closingByBroker) listener.closed?.("broker");
      conversation.closingByBroker = false;
      return true;
    default:
      // Other methods of the class connection: login, and what later versions add.
      return method >>> 16 === Method.connectionStart >>> 16;
  }
}

/** A method of another channel, without content. */
export function readClientMethod(method: number, channel: Channel, fields: Fields, conversation: Conversation): void {
  const { listener } = conversation;
  const { number } = channel;
  switch (method) {
    case Method.channelClose: {
      conversation.askToClose(channel, "client");
      const code = fields.u16();
      listener.channelClosing?.(number, "client", code, fields.shortText());
      return;
    }
    case Method.channelCloseOk:
      if (conversation.answerClose(channel, "broker")) listener.channelClosed?.(number, "broker");
      return;
    case Method.basicQos: {
      fields.skip(4);
      const count = fields.u16();
      listener.qos?.(number, count, (fields.u8() & 1) !== 0);
      return;
    }
    case Method.basicConsume:
      return readConsume(channel, fields, conversation);
    case Method.basicCancel: {
      const tag = fields.shortText();
      listener.cancelled?.(number, tag, "client");
      // With no-wait no answer follows.
      if ((fields.u8() & 1) !== 0) channel.forget(tag);
      return;
    }
    case Method.basicGet: {
      fields.skip(2);
      const queue = fields.shortText();
      channel.getsWithoutAck = (fields.u8() & 1) !== 0;
      listener.getting?.(number, queue, channel.getsWithoutAck);
      return;
    }
    case Method.confirmSelect:
      channel.isConfirming = true;
      if ((fields.u8() & 1) !== 0) listener.confirmsOn?.(number);
      return;
    case Method.basicAck: {
      const tag = fields.u64();
      return settle(channel, tag, Settlement.acked, (fields.u8() & 1) !== 0, fields, conversation);
    }
    case Method.basicNack: {
      const tag = fields.u64();
      const bits = fields.u8();
      const how = (bits & 2) !== 0 ? Settlement.nackedToQueue : Settlement.nacked;
      return settle(channel, tag, how, (bits & 1) !== 0, fields, conversation);
    }
    case Method.basicReject: {
      const tag = fields.u64();
      const how = (fields.u8() & 1) !== 0 ? Settlement.rejectedToQueue : Settlement.rejected;
      return settle(channel, tag, how, false, fields, conversation);
    }
    case Method.basicRecover:
    case Method.basicRecoverAsync:
      return settle(channel, 0, Settlement.recovered, true, fields, conversation);
    default:
  }
}

function readConsume(channel: Channel, fields: Fields, conversation: Conversation): void {
  fields.skip(2);
  const queue = fields.shortText();
  const tag = fields.shortText();
  const bits = fields.u8();
  const consumer = {
    tag,
    queue,
    noAck: (bits & 2) !== 0,
    isExclusive: (bits & 4) !== 0,
    arguments: readTable(fields),
  };
  if (fields.isShort) return;
  const hasNoAnswer = (bits & 8) !== 0;
  const isFine = hasNoAnswer ? channel.register(consumer) : channel.request(consumer);
  if (!isFine) conversation.fail(`The client registered too many consumers on channel ${channel.number}.`);
  else if (hasNoAnswer) conversation.listener.consuming?.(channel.number, consumer);
}

/** Tag 0 with `isMultiple` covers every outstanding delivery. */
function settle(
  channel: Channel,
  tag: number,
  how: Settlement,
  isMultiple: boolean,
  fields: Fields,
  { listener }: Conversation,
): void {
  if (fields.isShort) return;
  const { deliveries, number } = channel;
  if (!isMultiple) {
    if (deliveries.take(tag)) listener.settled?.(number, tag, deliveries.label, how, false);
    else listener.unknownTag?.(number, tag, how);
    return;
  }
  const last = tag === 0 ? Infinity : tag;
  let taken = deliveries.takeLowest(last);
  if (taken === 0 && tag !== 0) listener.unknownTag?.(number, tag, how);
  for (; taken !== 0; taken = deliveries.takeLowest(last))
    listener.settled?.(number, taken, deliveries.label, how, true);
}
