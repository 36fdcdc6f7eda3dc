// Addresses of the live page: where it listens, how it is opened, and which requests are meant for it.
import type { IncomingMessage, Server } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";

export const LOOPBACK = "127.0.0.1";
/** All addresses of a machine. */
const UNSPECIFIED = new Set(["0.0.0.0", "::"]);

export const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

/** The host of the address by which this machine opens a page that listens on `listen`; null is loopback. */
export function hostOf(listen: string | null): string {
  if (listen === null || UNSPECIFIED.has(listen)) return LOOPBACK;
  return isIP(listen) === 6 ? `[${listen}]` : listen;
}

/**
 * Whether the browser addressed this server. A page of another site can resolve its own name to this machine (DNS
 * rebinding), and then names itself in `host`; an IP address, `localhost` and the name of this machine are not its own.
 * A server that other machines reach may be behind another port, as in a container.
 */
export function isAddressed({ headers: { host = "" } }: IncomingMessage, server: Server, isPublic: boolean): boolean {
  const { address, port } = addressOf(server);
  if (!isPublic) return [LOOPBACK, "localhost", hostOf(address)].some((name) => host === `${name}:${port}`);
  const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return isIP(name) !== 0 || name === "localhost" || name === hostname();
}

export function addressOf(server: Server): { readonly address: string; readonly port: number } {
  const address = server.address();
  return typeof address === "object" && address !== null ? address : { address: LOOPBACK, port: 0 };
}
