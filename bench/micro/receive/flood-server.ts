// The server of `bench:receive`: speaks as much AMQP as a consumer needs, and sends deliveries as fast as they are read.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Readable } from "node:stream";
import { delivery, method, shortText } from "../wire-frames.ts";

/** Bytes of deliveries in one write at least. */
const WRITE_BYTES = 65_536;
const HEAD_BYTES = 7;
const PROTOCOL_HEADER_BYTES = 8;

/** To the methods of a client, by class and method id. The client may send others, which need no answer. */
const ANSWERS: Readonly<Record<string, Buffer>> = {
  // No channel limit, frames of 128 KiB, no heartbeats.
  "10.11": method(0, 10, 30, Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])),
  "10.40": method(0, 10, 41, shortText("")),
  "10.50": method(0, 10, 51),
  "20.10": method(1, 20, 11, longText("")),
  "20.40": method(1, 20, 41),
  "60.10": method(1, 60, 11),
  "60.20": method(1, 60, 21, shortText("amq.ctag-0123456789abcdef012345")),
};
/** Version 0-9 and an empty table of properties. */
const START = method(0, 10, 10, Buffer.from([0, 9, 0, 0, 0, 0]), longText("PLAIN"), longText("en_US"));
const CONSUME = "60.20";

export interface FloodServer extends AsyncDisposable {
  readonly uri: string;
}

/** Every consumer gets this many deliveries of `size` bytes. */
export async function floodServer(deliveries: number, size: number): Promise<FloodServer> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => undefined);
    void converse(socket, deliveries, size);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    uri: `amqp://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

async function converse(socket: Socket, deliveries: number, size: number): Promise<void> {
  let received = Buffer.alloc(0);
  /** Bytes of the protocol header, which is not a frame, that are still to come. */
  let skip = PROTOCOL_HEADER_BYTES;
  socket.write(START);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]).subarray(skip);
    skip = Math.max(0, skip - chunk.length);
    while (received.length >= HEAD_BYTES) {
      const length = received.readUInt32BE(3) + HEAD_BYTES + 1;
      if (received.length < length) break;
      const name = `${received.readUInt16BE(HEAD_BYTES)}.${received.readUInt16BE(HEAD_BYTES + 2)}`;
      received = received.subarray(length);
      const answer = ANSWERS[name];
      if (answer !== undefined) socket.write(answer);
      if (name === CONSUME) Readable.from(flood(deliveries, delivery(size))).pipe(socket, { end: false });
    }
  }
}

/** Writes of many deliveries each. */
function* flood(deliveries: number, one: Buffer): Iterable<Buffer> {
  const inWrite = Math.ceil(WRITE_BYTES / one.length);
  const many = Buffer.concat(Array.from({ length: inWrite }, () => one));
  for (let sent = 0; sent < deliveries; sent += inWrite)
    yield many.subarray(0, Math.min(inWrite, deliveries - sent) * one.length);
}

function longText(text: string): Buffer {
  const bytes = Buffer.alloc(4 + text.length);
  bytes.writeUInt32BE(text.length);
  bytes.write(text, 4);
  return bytes;
}
