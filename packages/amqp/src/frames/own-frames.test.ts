// The frames that the adapter encodes itself are byte for byte those of amqplib.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Answers } from "./answers.ts";
import { isPlain, PlainMessages } from "./plain-messages.ts";
import { WrittenSocket } from "../testing/written.ts";
import { TurnWriter } from "./turn-writer.ts";

type Fields = Readonly<Record<string, unknown>>;

interface Definitions {
  readonly [name: `Basic${string}`]: number;
  encodeMethod(id: number, channel: number, fields: Fields): Buffer;
  encodeProperties(id: number, channel: number, size: number, fields: Fields): Buffer;
}
interface Arguments {
  ack(tag: number, allUpTo: boolean): Fields;
  nack(tag: number, allUpTo: boolean, requeue: boolean): Fields;
  reject(tag: number, requeue: boolean): Fields;
  publish(exchange: string, routingKey: string, options: Fields): Fields;
}

// amqplib does not export its codec, so it is found beside the entry file.
const require = createRequire(import.meta.url);
const load = (file: string): unknown => require(join(dirname(require.resolve("amqplib")), "lib", file));
const defs = load("defs.js") as Definitions;
const args = load("api_args.js") as Arguments;
const frames = load("frame.js") as { makeBodyFrame(channel: number, body: Buffer): Buffer };

const CHANNELS = [1, 2, 65_535];
const TAGS = [1, 255, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER];

async function written(write: (writer: TurnWriter) => void): Promise<Buffer> {
  const socket = new WrittenSocket();
  write(new TurnWriter(socket));
  await turn();
  return socket.bytes;
}

describe.each(CHANNELS)("on channel %i", (channel) => {
  test.each(TAGS)("answers to delivery %i", async (tag) => {
    const expected: Buffer[] = [];
    const bytes = await written((writer) => {
      const answers = new Answers(writer, channel);
      for (const flag of [false, true]) {
        answers.ack(tag, flag);
        answers.nack(tag, flag);
        answers.reject(tag, flag);
        expected.push(
          defs.encodeMethod(defs["BasicAck"] ?? 0, channel, args.ack(tag, flag)),
          defs.encodeMethod(defs["BasicNack"] ?? 0, channel, args.nack(tag, false, flag)),
          defs.encodeMethod(defs["BasicReject"] ?? 0, channel, args.reject(tag, flag)),
        );
      }
    });
    expect(bytes).toEqual(Buffer.concat(expected));
  });

  test.each([0, 1, 20, 2_048, 4_088, 4_089, 10_000, 100_000])("publishes of %i bytes", async (size) => {
    const frameMax = 4_096;
    const expected: Buffer[] = [];
    const body = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
    const bytes = await written((writer) => {
      for (const destination of [
        { exchange: "", routingKey: "tasks" },
        { exchange: "käse", routingKey: "" },
      ])
        for (const options of [
          { persistent: true, mandatory: true },
          { persistent: false, mandatory: false },
          { persistent: false },
        ]) {
          new PlainMessages(writer, { channel, frameMax }, destination, options).publish(body);
          const fields = args.publish(destination.exchange, destination.routingKey, options);
          expected.push(
            defs.encodeMethod(defs["BasicPublish"] ?? 0, channel, fields),
            defs.encodeProperties(defs["BasicProperties"] ?? 0, channel, size, fields),
          );
          for (let from = 0; from < size; from += frameMax - 8)
            expected.push(frames.makeBodyFrame(channel, body.subarray(from, from + frameMax - 8)));
        }
    });
    expect(bytes.equals(Buffer.concat(expected))).toBe(true);
  });
});

test("a message with anything else is left to amqplib", () => {
  expect(isPlain({ persistent: true, mandatory: true })).toBe(true);
  for (const more of [{ headers: {} }, { priority: 1 }, { contentType: "text/plain" }, { expiration: 5 }])
    expect(isPlain({ persistent: true, ...more })).toBe(false);
  // amqplib then sends no delivery mode.
  expect(isPlain({ mandatory: true })).toBe(false);
});
