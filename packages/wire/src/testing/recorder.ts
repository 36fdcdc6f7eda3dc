// Records every event of a connection as one line of text, everything decoded, so that two readings can be compared.
import type { WireListener } from "../listener.ts";
import type { WireMessage } from "../message.ts";
import { WireReader } from "../wire-reader.ts";
import type { Segment } from "./segments.ts";

function recordingListener(lines: string[]): WireListener {
  let label = 1_000;
  const line =
    (name: string) =>
    (...values: unknown[]): void =>
      void lines.push(`${name} ${JSON.stringify(values)}`);
  const message =
    (name: string) =>
    (it: WireMessage): void => {
      it.label = ++label;
      const { channel, deliveryTag, isRedelivered, noAck, sequence, isMandatory, replyCode, bodySize, digest } = it;
      const { consumerTag, exchange, routingKey, messageId, correlationId, expiration, deliveryMode, priority } = it;
      const head = [...it.head.bytes.subarray(it.head.start, it.head.end)];
      const numbers = {
        channel,
        deliveryTag,
        isRedelivered,
        noAck,
        sequence,
        isMandatory,
        replyCode,
        bodySize,
        digest,
      };
      const texts = { consumerTag, exchange, routingKey, messageId, correlationId, expiration, deliveryMode, priority };
      lines.push(`${name} ${JSON.stringify({ ...numbers, ...texts, headers: it.headers, head, label })}`);
    };
  return {
    begun: line("begun"),
    identified: line("identified"),
    tuned: line("tuned"),
    opened: line("opened"),
    blocked: line("blocked"),
    unblocked: line("unblocked"),
    closing: line("closing"),
    closed: line("closed"),
    channelOpened: line("channelOpened"),
    channelClosing: line("channelClosing"),
    channelClosed: line("channelClosed"),
    qos: line("qos"),
    consuming: line("consuming"),
    cancelled: line("cancelled"),
    confirmsOn: line("confirmsOn"),
    published: message("published"),
    returned: message("returned"),
    delivered: message("delivered"),
    getting: line("getting"),
    gotEmpty: line("gotEmpty"),
    settled: line("settled"),
    unknownTag: line("unknownTag"),
    confirmed: line("confirmed"),
    heartbeat: line("heartbeat"),
    failed: line("failed"),
    wantsDigest: () => true,
  };
}

/** The events of these segments; `cut` splits each of them into chunks. */
export function eventsOf(
  segments: readonly Segment[],
  cut: (bytes: Uint8Array) => readonly Uint8Array[] = (bytes) => [bytes],
): string[] {
  const lines: string[] = [];
  const reader = new WireReader(recordingListener(lines));
  for (const { from, bytes } of segments) {
    for (const chunk of cut(bytes)) {
      // A chunk belongs to the caller again after the call.
      const lent = Uint8Array.from(chunk);
      if (from === "client") reader.fromClient(lent);
      else reader.fromBroker(lent);
      lent.fill(0xee);
    }
  }
  return lines;
}
