// The TLS server of a pool: listens, and sorts failed handshakes by their kind. strangers.ts limits the connections.
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { codeOf, FairhareError, formatListenAddress, listenProblem, type Timers } from "@fairhare/core";
import { serverTls } from "../transport/psk.ts";
import type { RefusalKind, Refusals } from "./refusals.ts";
import { Strangers } from "./strangers.ts";

/** Bytes of the HTTP request that opens a WebSocket; it needs about 300. */
const MAX_REQUEST_BYTES = 4_096;

class ListenError extends FairhareError {
  readonly code = "INVALID_PLAN";
}

export interface Gate {
  readonly server: Server;
  readonly address: string;
  readonly port: number;
  /** The connection has introduced itself: the limits no longer apply to it. */
  readonly admit: (socket: Socket) => void;
  /** Ends listening, and the connections that were not admitted. */
  readonly close: () => Promise<void>;
}

/** @throws ListenError when the address cannot be used. */
export async function openGate(
  key: Buffer,
  at: { readonly address: string; readonly port: number },
  clock: Timers,
  refusals: Refusals,
): Promise<Gate> {
  const strangers = new Strangers(clock, refusals);
  const server = createServer({
    ...serverTls(key),
    maxHeaderSize: MAX_REQUEST_BYTES,
  });
  // The raw connection, before its handshake.
  server.on("connection", (socket: Socket) => strangers.meet(socket));
  server.on("tlsClientError", (error, socket) => {
    const kind = kindOf(error);
    if (kind !== undefined) strangers.refuse(socket, kind);
    socket.destroy();
  });
  const { address, port } = await listen(server, at);
  return {
    server,
    address,
    port,
    admit: (socket) => strangers.admit(socket),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      strangers.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Undefined if the handshake only ended early. */
function kindOf(error: Error): RefusalKind | undefined {
  const code = codeOf(error) ?? "";
  if (/BAD_RECORD_MAC|DECRYPT|DIGEST_CHECK/.test(code)) return "token";
  if (/NO_SHARED_CIPHER|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|UNKNOWN_PROTOCOL/.test(code)) return "noToken";
  return code.startsWith("ERR_SSL") ? "notTls" : undefined;
}

async function listen(
  server: Server,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const where = formatListenAddress({ host: address, port });
      reject(new ListenError(`--listen ${where} cannot be used: ${listenProblem(error)}`, { cause: error }));
    });
    server.listen(port, address, resolve);
  });
  return server.address() as AddressInfo;
}
