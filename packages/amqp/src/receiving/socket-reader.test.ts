import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { SocketReader } from "./socket-reader.ts";

async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { server, port: address.port };
}

/** A frame with this payload. */
function frame(text: string): Buffer {
  const head = Buffer.from([1, 0, 1, 0, 0, 0, text.length]);
  return Buffer.concat([head, Buffer.from(text), Buffer.from([0xce])]);
}

async function opened(): Promise<{ reader: SocketReader; client: Socket; peer: Socket }> {
  const { server, port } = await listening();
  const reader = new SocketReader();
  const client = reader.observe(() => connect({ host: "127.0.0.1", port, onread: reader.onread }));
  const [[peer]] = (await Promise.all([once(server, "connection"), once(client, "connect")])) as [[Socket], unknown];
  onTestFinished(() => void (client.destroy(), peer.destroy()));
  return { reader, client, peer };
}

/** Takes frames as amqplib does, as soon as the socket is readable. */
function reading(client: Socket) {
  const texts: string[] = [];
  const one = {
    rest: Buffer.alloc(0),
    recvSinceLastCheck: false,
    maxFrameSize: 0,
    recvFrame: (): { readonly channel: number } | false => {
      const length = one.rest.length < 7 ? Infinity : one.rest.readUInt32BE(3) + 8;
      if (one.rest.length < length) {
        const read: unknown = client.read();
        if (!Buffer.isBuffer(read)) return false;
        one.rest = Buffer.concat([one.rest, read]);
        return one.recvFrame();
      }
      texts.push(one.rest.toString("utf8", 7, length - 1));
      one.rest = one.rest.subarray(length);
      return { channel: 1 };
    },
  };
  client.on("readable", () => {
    while (one.recvFrame() !== false);
  });
  return { one, texts };
}

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await turn();
};

test("before the hand-over the socket is a stream, and after it the frames are given where they are", async () => {
  const { reader, client, peer } = await opened();
  const { one, texts } = reading(client);
  peer.write(frame("handshake"));
  await until(() => texts.length === 1);
  reader.handOver(one);
  peer.write(Buffer.concat([frame("first"), frame("second"), frame("third").subarray(0, 9)]));
  await until(() => texts.length === 3);
  peer.write(frame("third").subarray(9));
  await until(() => texts.length === 4);
  expect(texts).toEqual(["handshake", "first", "second", "third"]);
  expect(client.readableLength).toBe(0);
});

test("the hand-over begins with what amqplib has not read yet", async () => {
  const { reader, client, peer } = await opened();
  peer.write(Buffer.concat([frame("early"), frame("split").subarray(0, 9)]));
  await until(() => client.readableLength > 0);
  const { one, texts } = reading(client);
  reader.handOver(one);
  expect(texts).toEqual(["early"]);
  peer.write(frame("split").subarray(9));
  await until(() => texts.length === 2);
  expect(texts).toEqual(["early", "split"]);
});

test("two connections of a process do not mix what they receive", async () => {
  const connections = await Promise.all([opened(), opened()]);
  const readings = connections.map(({ reader, client }) => {
    const { one, texts } = reading(client);
    reader.handOver(one);
    return texts;
  });
  const expected = Array.from({ length: 200 }, (_, index) => `message ${index}`);
  for (const text of expected)
    for (const [index, { peer }] of connections.entries()) {
      const bytes = frame(`${index} ${text}`);
      peer.write(bytes.subarray(0, 10));
      peer.write(bytes.subarray(10));
    }
  await until(() => readings.every((texts) => texts.length === expected.length));
  for (const [index, texts] of readings.entries()) expect(texts).toEqual(expected.map((text) => `${index} ${text}`));
});

test("the end of the connection is the end of the stream", async () => {
  const { reader, client, peer } = await opened();
  const { one, texts } = reading(client);
  reader.handOver(one);
  const ended = once(client, "end");
  peer.end(frame("last"));
  await ended;
  expect(texts).toEqual(["last"]);
});
