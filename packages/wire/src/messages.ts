// The methods with content: what the reader reads of them at once, and what a complete message changes.
import type { Channel } from "./channel.ts";
import type { Fields } from "./frames/fields.ts";
import type { Conversation } from "./conversation.ts";
import type { Side } from "./listener.ts";
import type { WireMessage } from "./message.ts";
import { Method } from "./frames/methods.ts";

export function hasContent(method: number, from: Side): boolean {
  if (from === "client") return method === Method.basicPublish;
  return method === Method.basicDeliver || method === Method.basicGetOk || method === Method.basicReturn;
}

/** The cursor is at the arguments of the method. */
export function beginMessage(message: WireMessage, channel: Channel, fields: Fields): void {
  switch (message.method) {
    case Method.basicPublish:
      fields.skip(2);
      fields.skipShort();
      fields.skipShort();
      message.isMandatory = (fields.u8() & 1) !== 0;
      message.sequence = channel.nextSequence();
      return;
    case Method.basicReturn:
      message.replyCode = fields.u16();
      return;
    case Method.basicDeliver:
      fields.skipShort();
      readDelivery(message, fields);
      message.noAck = channel.isNoAck(message);
      return;
    case Method.basicGetOk:
      readDelivery(message, fields);
      message.noAck = channel.getsWithoutAck;
      return;
    default:
  }
}

export function endMessage(message: WireMessage, channel: Channel, { listener, closingByClient }: Conversation): void {
  switch (message.method) {
    case Method.basicPublish:
      listener.published?.(message);
      if (message.sequence > 0) channel.publishes.add(message.sequence, message.label);
      return;
    case Method.basicReturn:
      listener.returned?.(message);
      return;
    default:
      // The client ignores deliveries after its close, and the broker requeues them.
      if (channel.closingByClient || closingByClient) return;
      listener.delivered?.(message);
      if (!message.noAck) channel.deliveries.add(message.deliveryTag, message.label);
  }
}

function readDelivery(message: WireMessage, fields: Fields): void {
  message.deliveryTag = fields.u64();
  message.isRedelivered = (fields.u8() & 1) !== 0;
}
