// The reader against amqplib's own encoder, which is independent of the one in testing/encoder.ts.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { joined } from "./testing/segments.ts";
import { client, frame } from "./testing/encoder.ts";
import { eventsOf } from "./testing/recorder.ts";

interface Definitions {
  readonly [name: `Basic${string}` | `Channel${string}` | `Connection${string}`]: number;
  encodeMethod(id: number, channel: number, fields: Readonly<Record<string, unknown>>): Uint8Array;
  encodeProperties(id: number, channel: number, size: number, fields: Readonly<Record<string, unknown>>): Uint8Array;
}

// amqplib does not export its codec, so it is found beside the entry file.
const require = createRequire(import.meta.url);
const defs = require(join(dirname(require.resolve("amqplib")), "lib/defs.js")) as Definitions;

const encode = (name: `Basic${string}`, channel: number, fields: Readonly<Record<string, unknown>>): Uint8Array =>
  defs.encodeMethod(defs[name] ?? 0, channel, fields);

describe("what amqplib encodes", () => {
  it("is read with every property", () => {
    const body = new TextEncoder().encode("Task 7...");
    const properties = {
      contentType: "text/plain",
      contentEncoding: "utf-8",
      headers: {
        "fairhare-task": 7,
        "fairhare-intended": 123_456_789_012_345,
        list: [1, "two", { three: 3 }],
        no: null,
      },
      deliveryMode: 2,
      priority: 9,
      correlationId: "correlation",
      replyTo: "replies",
      expiration: "1000",
      messageId: "message",
      timestamp: 1_700_000_000,
      type: "task",
      userId: "guest",
      appId: "app",
    };
    const deliver = encode("BasicDeliver", 5, {
      consumerTag: "amq.ctag-abc",
      deliveryTag: 1,
      redelivered: true,
      exchange: "work",
      routingKey: "tasks",
    });
    const header = defs.encodeProperties(defs["BasicProperties"] ?? 0, 5, body.length, properties);
    const consume = encode("BasicConsume", 5, {
      ticket: 0,
      queue: "tasks",
      consumerTag: "",
      noLocal: false,
      noAck: false,
      exclusive: true,
      nowait: false,
      arguments: { "x-priority": -3 },
    });
    const lines = eventsOf([
      { from: "client", bytes: joined([client.protocolHeader(), client.openChannel(5), consume]) },
      { from: "broker", bytes: encode("BasicConsumeOk", 5, { consumerTag: "amq.ctag-abc" }) },
      { from: "broker", bytes: joined([deliver, header, frame(3, 5, [...body])]) },
      { from: "client", bytes: encode("BasicNack", 5, { deliveryTag: 1, multiple: true, requeue: true }) },
    ]);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe(
      'consuming [5,{"tag":"amq.ctag-abc","queue":"tasks","noAck":false,"isExclusive":true,"arguments":{"x-priority":-3}}]',
    );
    const message: unknown = JSON.parse((lines[2] ?? "").slice("delivered ".length));
    expect(message).toMatchObject({
      deliveryTag: 1,
      isRedelivered: true,
      consumerTag: "amq.ctag-abc",
      exchange: "work",
      routingKey: "tasks",
      messageId: "message",
      correlationId: "correlation",
      expiration: "1000",
      deliveryMode: 2,
      priority: 9,
      headers: properties.headers,
    });
    expect(lines[3]).toBe("settled [5,1,1001,2,true]");
  });
});
