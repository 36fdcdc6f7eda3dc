// Finds free TCP ports on the loopback interface, for a server that uses them a moment later and again after a restart.
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the ports of outgoing connections (from 32768 on Linux, 49152 on macOS). Otherwise a client that reconnects
 * while the broker is down could get the broker's port as its source port, and connect to itself.
 */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_767;

/** On a normal machine, well under 10 % of these ports are in use, so a few attempts are enough. */
const TRIES_PER_PORT = 40;

/** `count` different ports on which nothing listens now. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries++) {
    if (tries > TRIES_PER_PORT * count)
      throw new Error(
        `fewer than ${count} free ports were found between ${LOWEST_PORT} and ${HIGHEST_PORT} on 127.0.0.1`,
      );
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
