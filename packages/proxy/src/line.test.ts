// A line between two real sockets on the loopback interface; what waits is told by clocks that only have a lower bound.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CALM } from "./fleet-proxy.ts";
import { Line } from "./line.ts";

/** Sends back all that it gets, as a broker answers. */
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
  if (typeof address !== "object" || address === null) throw new Error("the echo has no port");
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

/** So many bytes from the other end. */
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

/** Every byte differs from its neighbours, and the period is a prime: what comes out of order is seen. */
const pattern = (size: number): Buffer =>
  Buffer.alloc(size, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));

async function reset(socket: Socket): Promise<string> {
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  return error.code ?? "";
}

describe("a line", () => {
  it("passes on what it gets, in both directions and in its order", async () => {
    const socket = await dial();
    const sent = pattern(3_000_000);
    socket.write(sent);
    expect((await read(socket, sent.length)).equals(sent)).toBe(true);
    socket.destroy();
  });

  it("lets a side that has said all hear the other one out", async () => {
    const socket = connect({ port: line.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.end("the last word");
    expect((await read(socket, 13)).toString()).toBe("the last word");
    await once(socket, "end");
  });

  it("resets both sides of what it cuts, and takes the next one", async () => {
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

  it("resets what comes while it refuses", async () => {
    line.isRefusing = true;
    expect(await reset(connect(line.port, "127.0.0.1"))).toBe("ECONNRESET");
    expect(atServer).toEqual([]);
  });

  it("resets its client when nobody listens behind it", async () => {
    echo.close();
    expect(await reset(connect(line.port, "127.0.0.1"))).toBe("ECONNRESET");
  });

  it("holds everything while it is stalled, until its sender has to wait, and loses nothing", async () => {
    const socket = await dial();
    socket.write("a");
    await read(socket, 1);
    line.impose({ ...CALM, isStalled: true });
    // More than the buffers of both ends hold, so that it ends in the sender's own.
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

  it("delays each way, and what it still holds comes at once when that is over", async () => {
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

  it("lets a throttle's rate pass and no more, and keeps the order", async () => {
    const socket = await dial();
    line.impose({ ...CALM, bytesPerSecond: 200_000 });
    const sent = pattern(60_000);
    const began = performance.now();
    socket.write(sent);
    const echoed = await read(socket, sent.length);
    // 60 kB at 200 kB/s are 300 ms; the credit of two ticks may be there at the beginning, on each way.
    expect(performance.now() - began).toBeGreaterThanOrEqual(260);
    expect(echoed.equals(sent)).toBe(true);
    socket.destroy();
  });
});
