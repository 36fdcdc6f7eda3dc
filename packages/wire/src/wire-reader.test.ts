import { describe, expect, it } from "vitest";
import { type WireListener, Settlement } from "./listener.ts";
import { broker, client, content, frame, heartbeat, text } from "./testing/encoder.ts";
import { eventsOf } from "./testing/recorder.ts";
import { joined, type Segment } from "./testing/segments.ts";
import { WireReader } from "./wire-reader.ts";

const c = (...parts: Uint8Array[]): Segment => ({ from: "client", bytes: joined(parts) });
const b = (...parts: Uint8Array[]): Segment => ({ from: "broker", bytes: joined(parts) });

const LOGIN = [
  c(client.protocolHeader()),
  b(broker.start()),
  c(client.startOk()),
  b(broker.tune()),
  c(client.tuneOk(4_096, 30), client.open("/")),
  b(broker.openOk()),
];
const CHANNEL = [...LOGIN, c(client.openChannel(1)), b(broker.openChannelOk(1))];
const CONSUMING = [...CHANNEL, c(client.consume(1, "tasks", "me", false)), b(broker.consumeOk(1, "me"))];
const deliver = (tag: number, redelivered = false): Segment =>
  b(broker.deliver(1, "me", tag, redelivered, "", "tasks"), ...content(1, text("Hello")));

const after = (start: readonly Segment[], ...rest: Segment[]): string[] =>
  eventsOf([...start, ...rest]).slice(eventsOf(start).length);

/** The settlements and unknown tags after these segments. */
function settledBy(...segments: Segment[]): string[] {
  const names = new Map<number, string>(Object.entries(Settlement).map(([name, code]) => [code, name]));
  const lines: string[] = [];
  const listener: WireListener = {
    delivered: (message) => void (message.label = message.deliveryTag * 10),
    settled: (channel, tag, label, how, isMultiple) =>
      void lines.push(`${channel}: ${tag} (${label}) ${names.get(how)}${isMultiple ? " multiple" : ""}`),
    unknownTag: (channel, tag, how) => void lines.push(`${channel}: unknown ${tag} ${names.get(how)}`),
  };
  const reader = new WireReader(listener);
  for (const { from, bytes } of [...CONSUMING, ...segments])
    if (from === "client") reader.fromClient(bytes);
    else reader.fromBroker(bytes);
  return lines;
}

describe("the events of a connection", () => {
  it("are its login, its limits and its virtual host", () => {
    expect(eventsOf(LOGIN)).toEqual([
      "begun []",
      'identified ["broker",{"name":"","product":"RabbitMQ","version":""}]',
      'identified ["client",{"name":"","product":"","version":""}]',
      "tuned [4096,30]",
      'opened ["/"]',
    ]);
  });

  it("have the name that the client gave its connection, but not its password", () => {
    const properties = { connection_name: "billing", product: "pika", version: "1.3.2" };
    const events = eventsOf([c(client.protocolHeader()), b(broker.start()), c(client.startOk(properties))]);
    expect(events.at(-1)).toBe('identified ["client",{"name":"billing","product":"pika","version":"1.3.2"}]');
    expect(events.join()).not.toContain("guest");
  });

  it("are the close of either side, with code and text", () => {
    expect(after(LOGIN, c(client.close(200, "bye")), b(broker.closeOk()))).toEqual([
      'closing ["client",200,"bye"]',
      'closed ["client"]',
    ]);
    expect(after(LOGIN, b(broker.close(320, "CONNECTION_FORCED")), c(client.closeOk()))).toEqual([
      'closing ["broker",320,"CONNECTION_FORCED"]',
      'closed ["broker"]',
    ]);
  });

  it("are alarms and heartbeats", () => {
    expect(after(LOGIN, b(broker.blocked("memory"), broker.unblocked(), heartbeat()), c(heartbeat()))).toEqual([
      'blocked ["memory"]',
      "unblocked []",
      'heartbeat ["broker"]',
      'heartbeat ["client"]',
    ]);
  });

  it("are channels, also when both sides close one at the same time", () => {
    expect(
      after(
        CHANNEL,
        c(client.closeChannel(1)),
        b(broker.closeChannel(1, 406, "PRECONDITION_FAILED")),
        c(client.closeChannelOk(1)),
        b(broker.closeChannelOk(1)),
        c(client.openChannel(1)),
        b(broker.openChannelOk(1)),
      ),
    ).toEqual([
      'channelClosing [1,"client",200,"bye"]',
      'channelClosing [1,"broker",406,"PRECONDITION_FAILED"]',
      'channelClosed [1,"broker"]',
      'channelClosed [1,"client"]',
      "channelOpened [1]",
    ]);
  });

  it("are consumers, with the name that the broker gave them", () => {
    expect(
      after(
        CHANNEL,
        c(client.qos(1, 10, true), client.consume(1, "tasks", "", true, { "x-priority": 5 })),
        b(broker.qosOk(1), broker.consumeOk(1, "amq.ctag-1"), broker.cancel(1, "amq.ctag-1")),
        b(broker.cancel(1, "another")),
      ),
    ).toEqual([
      "qos [1,10,true]",
      'consuming [1,{"tag":"amq.ctag-1","queue":"tasks","noAck":true,"isExclusive":false,"arguments":{"x-priority":5}}]',
      'cancelled [1,"amq.ctag-1","broker"]',
    ]);
  });

  it("are messages with their properties, whatever the number of their frames", () => {
    const properties = {
      headers: { "fairhare-task": 7, name: "grüße" },
      deliveryMode: 2,
      priority: 4,
      correlationId: "c",
      expiration: "60000",
      messageId: "m",
    };
    const body = text("a body of some more bytes than the reader shows");
    const [event = ""] = after(
      CHANNEL,
      c(client.publish(1, "exchange", "key", true), ...content(1, body, properties, 10)),
    );
    expect(event).toContain('"isMandatory":true');
    expect(event).toContain(`"bodySize":${body.length}`);
    expect(event).toContain('"exchange":"exchange","routingKey":"key","messageId":"m","correlationId":"c"');
    expect(event).toContain('"expiration":"60000","deliveryMode":2,"priority":4');
    expect(event).toContain('"headers":{"fairhare-task":7,"name":"grüße"}');
    expect(event).toContain(`"head":[${[...body.subarray(0, 32)].join(",")}]`);
  });

  it("are publishes with the number of their confirm, counted from confirm.select", () => {
    const publish = c(client.publish(1, "", "tasks", false), ...content(1, text("x")));
    const confirmed = after(
      CHANNEL,
      publish,
      c(client.confirmSelect(1)),
      b(broker.confirmSelectOk(1)),
      publish,
      publish,
      publish,
      publish,
      b(broker.ack(1, 4, false), broker.nack(1, 1, false), broker.ack(1, 3, true), broker.ack(1, 3, true)),
    );
    expect(confirmed.filter((line) => line.startsWith("confirmed"))).toEqual([
      "confirmed [1,4,1005,true,false]",
      "confirmed [1,1,1002,false,false]",
      "confirmed [1,2,1003,true,true]",
      "confirmed [1,3,1004,true,true]",
    ]);
  });

  it("do not include deliveries that the client ignores because it closes the channel", () => {
    const events = after(CONSUMING, c(client.closeChannel(1)), deliver(1), b(broker.closeChannelOk(1)));
    expect(events.map((line) => line.split(" ")[0])).toEqual(["channelClosing", "channelClosed"]);
    const whole = after(CONSUMING, c(client.close(200, "bye")), deliver(1), b(broker.closeOk()));
    expect(whole.map((line) => line.split(" ")[0])).toEqual(["closing", "closed"]);
  });
});

describe("acks of a client", () => {
  it("settle one delivery each, in any order", () => {
    expect(settledBy(deliver(1), deliver(2), c(client.ack(1, 2, false), client.ack(1, 1, false)))).toEqual([
      "1: 2 (20) acked",
      "1: 1 (10) acked",
    ]);
  });

  it("settle every older delivery with `multiple`, and all of them with tag 0", () => {
    const four = [1, 2, 3, 4].map((tag) => deliver(tag));
    expect(settledBy(...four, c(client.ack(1, 2, false), client.nack(1, 3, true, true)))).toEqual([
      "1: 2 (20) acked",
      "1: 1 (10) nackedToQueue multiple",
      "1: 3 (30) nackedToQueue multiple",
    ]);
    expect(settledBy(...four, c(client.ack(1, 0, true)))).toHaveLength(4);
    expect(settledBy(...four, c(client.recover(1)))).toContain("1: 4 (40) recovered multiple");
  });

  it("are told apart from nack and reject, with and without requeue", () => {
    const four = [1, 2, 3, 4].map((tag) => deliver(tag));
    expect(
      settledBy(
        ...four,
        c(client.nack(1, 1, false, false), client.reject(1, 2, true), client.reject(1, 3, false)),
        c(client.nack(1, 4, false, true)),
      ),
    ).toEqual(["1: 1 (10) nacked", "1: 2 (20) rejectedToQueue", "1: 3 (30) rejected", "1: 4 (40) nackedToQueue"]);
  });

  it("of a tag that is not outstanding are reported as such", () => {
    expect(settledBy(deliver(1), c(client.ack(1, 1, false), client.ack(1, 1, false), client.ack(1, 9, true)))).toEqual([
      "1: 1 (10) acked",
      "1: unknown 1 acked",
      "1: unknown 9 acked",
    ]);
  });

  it("are not expected from a no-ack consumer, also beside one that acknowledges", () => {
    const second = [c(client.consume(1, "tasks", "auto", true)), b(broker.consumeOk(1, "auto"))];
    const automatic = b(broker.deliver(1, "auto", 2, false, "", "tasks"), ...content(1, text("x")));
    expect(settledBy(...second, deliver(1), automatic, c(client.ack(1, 0, true)))).toEqual([
      "1: 1 (10) acked multiple",
    ]);
  });
});

describe("a connection that is not AMQP 0-9-1", () => {
  const TLS_HELLO = Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);
  it.each<[string, Segment[], RegExp]>([
    ["TLS from the client", [c(TLS_HELLO)], /client sent TLS instead of AMQP/],
    [
      "a TLS alert from the broker",
      [c(client.protocolHeader()), b(Uint8Array.from([0x15, 3, 3, 0, 2, 2, 70]))],
      /broker sent TLS/,
    ],
    ["HTTP from the client", [c(text("GET / HTTP/1.1\r\n\r\n"))], /client sent HTTP/],
    [
      "HTTP from the broker",
      [c(client.protocolHeader()), b(text("HTTP/1.1 400 Bad Request\r\n\r\n"))],
      /broker sent HTTP/,
    ],
    ["AMQP 1.0 from the client", [c(Uint8Array.from([65, 77, 81, 80, 0, 1, 0, 0]))], /another version of AMQP/],
    [
      "another version from the broker",
      [c(client.protocolHeader()), b(Uint8Array.from([65, 77, 81, 80, 0, 0, 9, 0]))],
      /broker sent the header of another version/,
    ],
    ["noise", [c(text("hello there"))], /do not begin with the header of AMQP/],
    ["an unknown frame", [...LOGIN, c(frame(4, 0, []))], /unknown type 4/],
    ["a frame without its end byte", [...LOGIN, c(Uint8Array.from([8, 0, 0, 0, 0, 0, 0, 1]))], /end byte/],
    [
      "a frame above the limit",
      [...LOGIN, b(Uint8Array.from([3, 0, 1, 0, 1, 0, 0]))],
      /65544 bytes; the limit is 4096/,
    ],
    ["a channel that is not open", [...LOGIN, c(client.ack(3, 1, false))], /channel 3, which is not open/],
    ["a channel that is open already", [...CHANNEL, c(client.openChannel(1))], /open already/],
    ["a body without a message", [...CHANNEL, c(frame(3, 1, [1]))], /body that no message announced/],
    ["a header without a message", [...CHANNEL, c(...content(1, text("x")))], /content header/],
    [
      "more body than announced",
      [...CHANNEL, c(client.publish(1, "", "q", false), ...content(1, text("x")).slice(0, 1), frame(3, 1, [1, 2]))],
      /body that no message announced/,
    ],
    [
      "a method within a message",
      [...CHANNEL, c(client.publish(1, "", "q", false), client.ack(1, 1, false))],
      /before its last message was complete/,
    ],
    ["a method that is too short", [...CHANNEL, c(frame(1, 1, [0, 60, 0, 80, 0]))], /too short: class 60, method 80/],
  ])("ends with one problem: %s", (_name, segments, problem) => {
    const lines = eventsOf([...segments, c(heartbeat()), b(heartbeat())]);
    expect(lines.at(-1)).toMatch(/^failed/);
    expect(lines.at(-1)).toMatch(problem);
    expect(lines.filter((line) => line.startsWith("failed"))).toHaveLength(1);
  });
});

const digestsOf = (bodies: Uint8Array[], wanted: boolean): number[] => {
  const digests: number[] = [];
  const reader = new WireReader({
    wantsDigest: () => wanted,
    published: ({ digest }) => void digests.push(digest),
  });
  for (const { from, bytes } of CHANNEL) if (from === "client") reader.fromClient(bytes);
  for (const body of bodies) reader.fromClient(joined([client.publish(1, "", "q", false), ...content(1, body, {}, 7)]));
  return digests;
};

describe("the digest of a body", () => {
  it("is equal for equal bodies only: 20,000 different bodies have different digests", () => {
    const bodies = Array.from({ length: 20_000 }, (_, index) => text(`{"task":${index}}`));
    expect(new Set(digestsOf(bodies, true)).size).toBe(bodies.length);
    const [first, second] = digestsOf([text("a"), text("a")], true);
    expect(first).toBe(second);
  });

  it("tells bodies of zeros apart by their length", () => {
    const bodies = Array.from({ length: 100 }, (_, length) => new Uint8Array(length));
    expect(new Set(digestsOf(bodies, true)).size).toBe(100);
  });

  it("is computed only on request", () => {
    expect(digestsOf([text("a")], false)).toEqual([Number.NaN]);
  });
});
