// What amqplib decodes from a reused memory, whatever the boundaries of the reads are.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { FrameFeed } from "./frame-feed.ts";
import type { DecodedFrame, FrameReading } from "../internals.ts";

// amqplib does not export its parser, so it is found beside the entry file.
const require = createRequire(import.meta.url);
const load = (file: string): unknown => require(join(dirname(require.resolve("amqplib")), "lib", file));
const { Connection } = load("connection.js") as { Connection: { prototype: Pick<FrameReading, "recvFrame"> } };
const defs = load("defs.js") as {
  BasicDeliver: number;
  BasicProperties: number;
  encodeMethod(id: number, channel: number, fields: object): Buffer;
  encodeProperties(id: number, channel: number, size: number, fields: object): Buffer;
};
const { makeBodyFrame } = load("frame.js") as { makeBodyFrame: (channel: number, body: Buffer) => Buffer };

interface Message {
  readonly channel: number;
  readonly tag: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

const bodyOf = (length: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 7 + seed) % 251));

const ONE_FRAME: Message = { channel: 1, tag: 3, headers: { number: 7 }, body: bodyOf(64, 4) };
const SEVERAL_FRAMES: Message = { channel: 2, tag: 2, headers: {}, body: bodyOf(500, 5) };

/** Bodies of no, one and several frames, on two channels. */
const MESSAGES: readonly Message[] = [
  { channel: 1, tag: 1, headers: { text: "a", bytes: Buffer.from("one") }, body: bodyOf(20, 1) },
  {
    channel: 2,
    tag: 1,
    headers: { nested: { bytes: Buffer.from("two"), list: [Buffer.from("three")] } },
    body: bodyOf(100, 2),
  },
  { channel: 1, tag: 2, headers: {}, body: bodyOf(0, 3) },
  ONE_FRAME,
  SEVERAL_FRAMES,
  { channel: 1, tag: 4, headers: {}, body: bodyOf(1, 6) },
];
const BODY_MAX = 64;

function encoded({ channel, tag, headers, body }: Message): Buffer[] {
  const fields = { consumerTag: "c", deliveryTag: tag, redelivered: false, exchange: "", routingKey: "q" };
  const frames = [
    defs.encodeMethod(defs.BasicDeliver, channel, fields),
    defs.encodeProperties(defs.BasicProperties, channel, body.length, { headers }),
  ];
  for (let from = 0; from < body.length; from += BODY_MAX)
    frames.push(makeBodyFrame(channel, body.subarray(from, from + BODY_MAX)));
  return frames;
}

/** A connection that puts messages together as amqplib's channels do: it keeps the frames of a message until its end. */
class Receiver {
  readonly messages: Message[] = [];
  readonly contents: Buffer[] = [];
  failure: unknown;
  readonly reading = {
    rest: Buffer.alloc(0),
    recvSinceLastCheck: false,
    maxFrameSize: 1_000,
    recvFrame: Connection.prototype.recvFrame,
    stream: { read: () => null },
  };
  readonly #open = new Map<number, { tag: number; size: number; headers: Message["headers"]; parts: Buffer[] }>();

  readonly parse = (): void => {
    try {
      for (let frame = this.reading.recvFrame(); frame !== false; frame = this.reading.recvFrame()) this.#accept(frame);
    } catch (error) {
      this.failure = error;
    }
  };

  #accept({ channel, size, fields, content }: DecodedFrame): void {
    const message = this.#open.get(channel) ?? { tag: 0, size: 0, headers: {}, parts: [] };
    this.#open.set(channel, message);
    if (content !== undefined) {
      this.contents.push(content);
      message.parts.push(content);
    } else if (size === undefined) {
      message.tag = Number(fields?.["deliveryTag"]);
      return;
    } else {
      message.size = size;
      message.headers = (fields?.["headers"] ?? {}) as Message["headers"];
    }
    if (message.parts.reduce((sum, part) => sum + part.length, 0) < message.size) return;
    this.#open.delete(channel);
    this.messages.push({ channel, tag: message.tag, headers: message.headers, body: Buffer.concat(message.parts) });
  }
}

/** Reads into memory that is overwritten as soon as the feed returns. */
function feed(receiver: Receiver, bytes: Buffer, lengthOfRead: () => number): Buffer {
  const memory = Buffer.alloc(bytes.length);
  const frames = new FrameFeed(receiver.reading, receiver.parse);
  for (let from = 0; from < bytes.length;) {
    const length = bytes.copy(memory, 0, from, from + lengthOfRead());
    frames.take(memory.subarray(0, length));
    memory.fill(0xee);
    from += length;
  }
  return memory;
}

const STREAM = Buffer.concat(MESSAGES.flatMap(encoded));

describe("a connection that reads into one memory", () => {
  test.each([1, 2, 3, 5, 6, 7, 8, 13, 64, 71, 72, 73, 200, 1_000, 65_536])("reads of %i bytes", (length) => {
    const receiver = new Receiver();
    feed(receiver, STREAM, () => length);
    expect(receiver.messages).toEqual(MESSAGES);
    expect(receiver.reading.recvSinceLastCheck).toBe(true);
  });

  test("a first read of every length, and the rest at once", () => {
    const different: number[] = [];
    for (let first = 1; first < STREAM.length; first++) {
      const receiver = new Receiver();
      const lengths = [first];
      feed(receiver, STREAM, () => lengths.shift() ?? STREAM.length);
      // Much faster than a matcher.
      if (!isDeepStrictEqual(receiver.messages, MESSAGES)) different.push(first);
    }
    expect(different).toEqual([]);
  });

  test("a frame that began before the feed is completed", () => {
    const receiver = new Receiver();
    receiver.reading.rest = Buffer.from(STREAM.subarray(0, 30));
    receiver.parse();
    feed(receiver, STREAM.subarray(30), () => 100);
    expect(receiver.messages).toEqual(MESSAGES);
  });

  test("interleaved messages of two channels, one with several frames", () => {
    const several = encoded(SEVERAL_FRAMES);
    const bytes = Buffer.concat([...several.slice(0, 3), ...encoded(ONE_FRAME), ...several.slice(3)]);
    const receiver = new Receiver();
    feed(receiver, bytes, () => 150);
    expect(receiver.messages).toEqual([ONE_FRAME, SEVERAL_FRAMES]);
  });

  test("the content of a message of one frame is not copied", () => {
    const receiver = new Receiver();
    const memory = feed(receiver, Buffer.concat(encoded(ONE_FRAME)), () => 65_536);
    expect(receiver.contents.map(({ buffer }) => buffer === memory.buffer)).toEqual([true]);
  });
});

describe("a frame that amqplib refuses, behind a message", () => {
  const before = Buffer.concat(encoded(ONE_FRAME));

  test.each([1, 3, 10, 1_000])("an end that is none, in reads of %i bytes", (length) => {
    const bytes = Buffer.concat([before, ...encoded(SEVERAL_FRAMES)]);
    const end = bytes.indexOf(0xce, before.length);
    bytes[end] = 0;
    const receiver = new Receiver();
    feed(receiver, bytes, () => length);
    expect(String(receiver.failure)).toContain("Invalid frame");
    expect(receiver.messages).toEqual([ONE_FRAME]);
  });

  test.each([1, 3, 10, 1_000])("a size above the limit, in reads of %i bytes", (length) => {
    const bytes = Buffer.concat([before, ...encoded(SEVERAL_FRAMES)]);
    bytes[before.length + 3] = 0x7f;
    const receiver = new Receiver();
    feed(receiver, bytes, () => length);
    expect(String(receiver.failure)).toMatch(/Frame size \d+ exceeds maxFrameSize 1000/);
    expect(receiver.messages).toEqual([ONE_FRAME]);
  });
});
