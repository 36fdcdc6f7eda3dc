// A tap between real sockets on loopback: a client that sends frames, and a server that records what arrives.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createHostTimers, type ShardSink, ShardWriter } from "@fairhare/child";
import { nanoseconds, parseAmqpUri } from "@fairhare/core";
import { namedEvent, Role, ShardReader } from "@fairhare/protocol";
import { broker, client, content, joined, text } from "@fairhare/wire/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcessTap } from "./process-tap.ts";
import { TaskNumbers } from "./task-numbers.ts";

/** Plays the broker: `atBroker` has every byte that arrived, and what the shard had by then. */
let server: Server;
let atBroker: { readonly bytes: Buffer; readonly shard: string[] }[];
let brokerSide: Promise<Socket>;
let tap: ProcessTap;
let shard: { readonly writer: ShardWriter; readonly events: () => string[]; readonly isClosed: () => boolean };

beforeEach(async () => {
  atBroker = [];
  server = createServer();
  brokerSide = new Promise((resolve) => {
    server.on("connection", (socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => atBroker.push({ bytes, shard: shard.events() }));
      resolve(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  tap = await ProcessTap.open({
    member: { role: "worker", process: 1 },
    slot: 1,
    brokerUri: `amqp://j%C3%BCrgen:p%C3%A4ss@127.0.0.1:${address.port}/work?heartbeat=5`,
    clock: createHostTimers(),
    tasks: new TaskNumbers(),
    hasDeadLetterQueue: false,
    reportsDone: false,
  });
  shard = memoryShard();
  tap.begin(shard.writer);
});

afterEach(async () => {
  await tap[Symbol.asyncDispose]();
  server.close();
});

function memoryShard(): typeof shard {
  const written: Uint8Array[] = [];
  const sink: ShardSink = {
    write: (bytes, length) => void written.push(bytes.slice(0, length)),
    close: () => undefined,
  };
  const writer = new ShardWriter(sink, {
    role: Role.worker,
    process: 1,
    incarnation: 1,
    pid: 1,
    openedAt: nanoseconds(0),
  });
  return {
    writer,
    events: () => {
      const reader = new ShardReader(joined(written));
      const events: string[] = [];
      while (reader.next()) events.push(namedEvent(reader).event);
      return events;
    },
    isClosed: () => new ShardReader(joined(written)).integrity.isClosed,
  };
}

async function dial(): Promise<Socket> {
  const socket = connect(Number(parseAmqpUri(tap.uri).uri?.port), "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** A client that is consuming, with one delivery. */
async function consumer(): Promise<Socket> {
  const socket = await dial();
  socket.write(joined([client.protocolHeader(), client.tuneOk(0, 0), client.open("/")]));
  const other = await brokerSide;
  await once(other, "data");
  other.write(broker.openOk());
  await once(socket, "data");
  socket.write(joined([client.openChannel(1), client.consume(1, "tasks", "me", false)]));
  await once(other, "data");
  const delivery = broker.deliver(1, "me", 1, false, "", "tasks");
  const message = content(1, text("x"), { headers: { "fairhare-task": 9 } });
  other.write(joined([broker.openChannelOk(1), broker.consumeOk(1, "me"), delivery, ...message]));
  await once(socket, "data");
  return socket;
}

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe("a tap", () => {
  it("has the broker's user, virtual host and heartbeat in its URI, and an address of its own", () => {
    const { uri } = parseAmqpUri(tap.uri);
    expect(uri).toMatchObject({
      host: "127.0.0.1",
      user: "jürgen",
      password: "päss",
      vhost: "work",
      heartbeatSeconds: 5,
    });
  });

  it("passes an ack on when its record is written", async () => {
    const socket = await consumer();
    socket.write(client.ack(1, 1, false));
    await until(() => atBroker.some(({ bytes }) => bytes.equals(client.ack(1, 1, false))));
    expect(atBroker.at(-1)?.shard).toEqual(["connected", "consuming", "delivered", "started", "completed"]);
    socket.destroy();
  });

  it("passes on what it cannot read, unchanged", async () => {
    const socket = await dial();
    const bytes = Buffer.from("GET / HTTP/1.1\r\n\r\n");
    socket.write(bytes);
    await until(() => atBroker.length > 0);
    expect(Buffer.concat(atBroker.map((chunk) => chunk.bytes))).toEqual(bytes);
    expect(tap.facts.problems.join(" ")).toContain("HTTP instead of AMQP");
    socket.destroy();
  });

  it("records no lost connection of a process that ended, and closes its shard", async () => {
    const socket = await consumer();
    socket.write(client.ack(1, 1, false));
    socket.resetAndDestroy();
    await tap.processEnded({ isClean: false });
    expect(shard.events().at(-1)).toBe("completed");
    expect(shard.isClosed()).toBe(true);
  });

  it("records a lost connection of a process that connects again", async () => {
    const socket = await consumer();
    socket.destroy();
    await until(() => tap.facts.connections === 1 && atBroker.length > 0);
    const again = await dial();
    await until(() => shard.events().includes("disconnected"));
    expect(tap.facts).toMatchObject({ connections: 2 });
    again.destroy();
  });

  it("reads no connection of a process that the fleet has not started", async () => {
    await tap.processEnded({ isClean: true });
    const socket = await dial();
    socket.write(client.protocolHeader());
    await until(() => atBroker.length > 0);
    expect(tap.facts.connections).toBe(0);
    socket.destroy();
  });
});
