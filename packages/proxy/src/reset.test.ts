import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { reset } from "./upstream.ts";

it("closes a socket that has just ended its output", async () => {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const [peer] = (await once(server, "connection")) as [Socket];
  peer.on("error", () => undefined);
  socket.on("error", () => undefined);
  const closed = new Promise<boolean>((resolve) => socket.on("close", () => resolve(true)));
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2_000).unref());
  socket.end();
  // By now Node has asked the kernel to end the output, and has no answer yet.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  reset(socket);
  expect(await Promise.race([closed, late])).toBe(true);
  peer.destroy();
  server.close();
});
