// A line between two real sockets on the loopback interface. Times are compared with lower bounds only.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CALM } from "./fleet-proxy.ts";
import { Line } from "./line.ts";

/** Sends back everything that it receives. */
let echo: Server;
let line: Line;
let atServer: Socket[];

beforeEach(async () => {
  atServer = [];
  echo = createServer((socket) => {
    atServer.push(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const address = echo.address();
  if (typeof address !== "object" || address === null) throw new Error("the echo server has no port");
  line = await Line.listen({ host: "127.0.0.1", port: address.port });
});

afterEach(async () => {
  await line[Symbol.asyncDispose]();
  for (const socket of atServer) socket.destroy();
  echo.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(line.port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

/** Reads this number of bytes. */
async function read(socket: Socket, size: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let got = 0;
  await new Promise<void>((resolve) => {
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      got += chunk.length;
      if (got < size) return;
      socket.off("data", take);
      resolve();
    };
    socket.on("data", take);
  });
  return Buffer.concat(chunks);
}

/** Neighbouring bytes differ and the period is a prime, so that a changed order is detected. */
const pattern = (size: number): Buffer =>
  Buffer.alloc(size, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));

async function reset(socket: Socket): Promise<string> {
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  return error.code ?? "";
}

describe("a line", () => {
  it("forwards all bytes in both directions and in order", async () => {
    const socket = await dial();
    const sent = pattern(3_000_000);
    socket.write(sent);
    expect((await read(socket, sent.length)).equals(sent)).toBe(true);
    socket.destroy();
  });

  it("forwards to a side that has ended its own output", async () => {
    const socket = connect({ port: line.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.end("the last word");
    expect((await read(socket, 13)).toString()).toBe("the last word");
    await once(socket, "end");
  });

  it("resets both sides of a connection that it cuts, and accepts the next one", async () => {
    const socket = await dial();
    socket.write("x");
    await read(socket, 1);
    const atOtherSide = reset(atServer[0] ?? socket);
    const here = reset(socket);
    line.cut();
    expect(await Promise.all([here, atOtherSide])).toEqual(["ECONNRESET", "ECONNRESET"]);
    const next = await dial();
    next.write("y");
    expect((await read(next, 1)).toString()).toBe("y");
    next.destroy();
  });

  it("resets new connections while it refuses", async () => {
    line.isRefusing = true;
    expect(await reset(connect(line.port, "127.0.0.1"))).toBe("ECONNRESET");
    expect(atServer).toEqual([]);
  });

  it("resets its client when nothing listens at the broker's address", async () => {
    echo.close();
    expect(await reset(connect(line.port, "127.0.0.1"))).toBe("ECONNRESET");
  });

  it("holds all bytes while it is stalled, applies backpressure, and loses nothing", async () => {
    const socket = await dial();
    socket.write("a");
    await read(socket, 1);
    line.impose({ ...CALM, isStalled: true });
    // More than the socket buffers of both ends hold, so that the rest stays in the sender's buffer.
    const sent = pattern(24_000_000);
    const arrived = read(socket, sent.length);
    expect(socket.write(sent)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = atServer[0]?.bytesRead;
    expect(before).toBe(1);
    expect(socket.writableLength).toBeGreaterThan(4_000_000);
    line.impose(CALM);
    expect((await arrived).equals(sent)).toBe(true);
    socket.destroy();
  });

  it("delays each direction, and forwards held bytes immediately when the delay ends", async () => {
    const socket = await dial();
    line.impose({ ...CALM, delayMs: 60 });
    const began = performance.now();
    socket.write("there and back");
    await read(socket, 14);
    expect(performance.now() - began).toBeGreaterThanOrEqual(119);
    line.impose({ ...CALM, delayMs: 60_000 });
    const sent = pattern(100_000);
    socket.write(sent);
    await new Promise((resolve) => setTimeout(resolve, 50));
    line.impose(CALM);
    socket.write(sent);
    const both = await read(socket, 2 * sent.length);
    expect(both.equals(Buffer.concat([sent, sent]))).toBe(true);
    socket.destroy();
  });

  it("delays every round trip, by no less than the lateness of timers below the set one", async () => {
    const socket = await dial();
    line.impose({ ...CALM, delayMs: 4 });
    for (let trip = 0; trip < 30; trip++) {
      const began = performance.now();
      socket.write("ping");
      await read(socket, 4);
      expect(performance.now() - began).toBeGreaterThanOrEqual(2 * (4 - 1) - 0.1);
    }
    socket.destroy();
  });

  it("limits the rate with a throttle, and keeps the order", async () => {
    const socket = await dial();
    line.impose({ ...CALM, bytesPerSecond: 200_000 });
    const sent = pattern(60_000);
    const began = performance.now();
    socket.write(sent);
    const echoed = await read(socket, sent.length);
    // 60 kB at 200 kB/s take 300 ms; each direction may begin with the credit of two ticks.
    expect(performance.now() - began).toBeGreaterThanOrEqual(260);
    expect(echoed.equals(sent)).toBe(true);
    socket.destroy();
  });
});
