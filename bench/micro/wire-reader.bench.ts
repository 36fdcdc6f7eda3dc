// The cost of reading a consumer's connection as the tap does: one delivery and one ack per message, in the chunks of a
// busy socket, without and with a digest of each body.
import { type WireListener, WireReader } from "@fairhare/wire";
import { Bench } from "tinybench";

const MESSAGES = 1_000;
/** Bytes of a chunk: what one read of a busy socket returns. */
const CHUNK = 65_536;

export async function benchWireReader(): Promise<{ readonly bench: Bench; readonly perRun: Record<string, number> }> {
  const bench = new Bench({ time: 500 });
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
  await bench.run();
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
  reader.fromClient(Buffer.concat([Buffer.from("AMQP\0\0\u{9}\u{1}"), tuneOk(), openChannel()]));
  const deliveries = Buffer.concat(Array.from({ length: messages }, () => delivery(size)));
  const acks = Buffer.concat(Array.from({ length: messages }, () => ack()));
  const tags = placesOf(deliveries.length / messages, messages, 11 + CONSUMER.length + 1);
  const ackTags = placesOf(acks.length / messages, messages, 11);
  let tag = 0;
  return () => {
    for (const [index, place] of tags.entries()) deliveries.writeUInt32BE(tag + index + 1, place + 4);
    for (const [index, place] of ackTags.entries()) acks.writeUInt32BE(tag + index + 1, place + 4);
    tag += messages;
    for (let at = 0; at < deliveries.length; at += CHUNK) reader.fromBroker(deliveries.subarray(at, at + CHUNK));
    for (let at = 0; at < acks.length; at += CHUNK) reader.fromClient(acks.subarray(at, at + CHUNK));
    return seen;
  };
}

const CONSUMER = "amq.ctag-0123456789abcdef012345";
const shortText = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const placesOf = (step: number, count: number, offset: number): number[] =>
  Array.from({ length: count }, (_, index) => index * step + offset);

function frame(type: number, channel: number, ...parts: Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const header = Buffer.alloc(7);
  header.writeUInt8(type, 0);
  header.writeUInt16BE(channel, 1);
  header.writeUInt32BE(payload.length, 3);
  return Buffer.concat([header, payload, Buffer.from([0xce])]);
}

const method = (channel: number, classId: number, id: number, ...parts: Buffer[]): Buffer =>
  frame(1, channel, Buffer.from([0, classId, 0, id]), ...parts);
const tuneOk = (): Buffer => method(0, 10, 31, Buffer.from([0, 0, 0, 2, 0, 0, 0, 60]));
const openChannel = (): Buffer => method(1, 20, 10, Buffer.from([0]));
const ack = (): Buffer => method(1, 60, 80, Buffer.alloc(9));

function delivery(size: number): Buffer {
  const header = Buffer.alloc(15);
  header.writeUInt16BE(60, 0);
  header.writeUInt32BE(size, 8);
  header.writeUInt16BE(0x1000, 12);
  header.writeUInt8(2, 14);
  const deliver = method(1, 60, 60, shortText(CONSUMER), Buffer.alloc(9), shortText(""), shortText("tasks"));
  return Buffer.concat([deliver, frame(2, 1, header), frame(3, 1, Buffer.alloc(size, "x"))]);
}
