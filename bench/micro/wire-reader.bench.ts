// The cost of reading a consumer's connection as the tap does: one delivery and one ack per message, in the chunks of a
// busy socket, without and with a digest of each body.
import { type WireListener, WireReader } from "@fairhare/wire";
import { Bench } from "tinybench";
import type { Suite } from "./suite.ts";
import { ack, ACK_TAG_AT, delivery, DELIVERY_TAG_AT, login } from "./wire-frames.ts";

const MESSAGES = 1_000;
/** Bytes of a chunk: what one read of a busy socket returns. */
const CHUNK = 65_536;

export function benchWireReader(): Suite {
  const bench = new Bench({ time: 200 });
  const perRun: Record<string, number> = {};
  for (const size of [20, 1_024, 65_536]) {
    for (const digests of [false, true]) {
      const name = `read a delivery of ${size} bytes and its ack${digests ? ", with a digest" : ""}`;
      const messages = size > 10_000 ? MESSAGES / 10 : MESSAGES;
      const play = conversationOf(messages, size, digests);
      bench.add(name, play);
      perRun[name] = messages;
    }
  }
  return { bench, perRun };
}

/** Returns a function that reads the deliveries and acks of one channel; every call continues the conversation. */
function conversationOf(messages: number, size: number, digests: boolean): () => number {
  let seen = 0;
  const listener: WireListener = {
    delivered: ({ deliveryTag, digest }) => void (seen += deliveryTag + (digests ? digest : 0)),
    settled: (_channel, tag) => void (seen += tag),
    failed: (problem) => {
      throw new Error(problem);
    },
    ...(digests ? { wantsDigest: () => true } : {}),
  };
  const reader = new WireReader(listener);
  reader.fromClient(login());
  const deliveries = Buffer.concat(Array.from({ length: messages }, () => delivery(size)));
  const acks = Buffer.concat(Array.from({ length: messages }, () => ack()));
  const tags = placesOf(deliveries.length / messages, messages, DELIVERY_TAG_AT);
  const ackTags = placesOf(acks.length / messages, messages, ACK_TAG_AT);
  let tag = 0;
  return () => {
    for (const [index, place] of tags.entries()) deliveries.writeUInt32BE(tag + index + 1, place);
    for (const [index, place] of ackTags.entries()) acks.writeUInt32BE(tag + index + 1, place);
    tag += messages;
    for (let at = 0; at < deliveries.length; at += CHUNK) reader.fromBroker(deliveries.subarray(at, at + CHUNK));
    for (let at = 0; at < acks.length; at += CHUNK) reader.fromClient(acks.subarray(at, at + CHUNK));
    return seen;
  };
}

const placesOf = (step: number, count: number, offset: number): number[] =>
  Array.from({ length: count }, (_, index) => index * step + offset);
