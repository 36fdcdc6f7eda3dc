// The broker's side of a line: plain TCP, or TLS for an amqps URI. The client's side is always plain, on loopback.
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, TLSSocket } from "node:tls";

export type UpstreamTls = Pick<ConnectionOptions, "ca" | "cert" | "checkServerIdentity" | "key" | "servername">;

export interface Upstream {
  readonly host: string;
  readonly port: number;
  /** Undefined for plain TCP. */
  readonly tls?: UpstreamTls;
}

export function connectUpstream({ host, port, tls }: Upstream): Socket {
  const options = { host, port, allowHalfOpen: true, noDelay: true };
  if (tls === undefined) return connect(options);
  // A certificate names a host; with an address there is no name to send.
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({ ...options, ...servername, ...tls });
  socket.setNoDelay(true);
  return socket;
}

/** Closes the connection at once, without the bytes in transit. */
export function reset(socket: Socket): void {
  // Only TCP can send a reset; TLS ends without its closing message. While the end of the output is pending, Node cannot
  // send one: the socket would stay open, and the process could not exit.
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if (socket instanceof TLSSocket || isEnding) socket.destroy();
  else socket.resetAndDestroy();
}
