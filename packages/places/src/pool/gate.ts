// The TLS server of a pool: limits the connections that have not introduced themselves in number, rate and time, and
// sorts failed handshakes by their kind.
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { codeOf, FairhareError, messageOf, type Timers } from "@fairhare/core";
import { serverTls } from "../transport/psk.ts";
import { addressOf, type RefusalKind, type Refusals } from "./refusals.ts";

/** Connections that have not introduced themselves, at the same time. */
const STRANGERS_AT_ONCE = 64;
/** A handshake takes about 3 ms of CPU time, so this rate costs less than a tenth of a core. */
const CONNECTIONS_PER_SECOND = 20;
/** As many agents may start at the same moment. */
const BURST = 200;
/** From the connection to the introduction. */
const INTRODUCTION_MS = 5_000;
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
    handshakeTimeout: INTRODUCTION_MS,
    maxHeaderSize: MAX_REQUEST_BYTES,
  });
  // The raw connection, before its handshake.
  server.on("connection", (socket: Socket) => strangers.meet(socket));
  server.on("tlsClientError", (error, socket) => {
    const kind = kindOf(error);
    if (kind !== undefined) refusals.add(kind, addressOf(socket));
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

class Strangers {
  readonly #clock: Timers;
  readonly #refusals: Refusals;
  /** By the other end of the connection, which the raw socket and its TLS socket have in common. */
  readonly #known = new Map<string, { readonly socket: Socket; readonly forget: () => void }>();
  #allowance = BURST;
  #refilledAt: number;

  constructor(clock: Timers, refusals: Refusals) {
    this.#clock = clock;
    this.#refusals = refusals;
    this.#refilledAt = clock.now();
  }

  meet(socket: Socket): void {
    const address = addressOf(socket);
    if (!this.#isAllowed()) {
      this.#refusals.add("tooMany", address);
      socket.destroy();
      return;
    }
    const key = otherEnd(socket);
    const cancel = this.#clock.after(INTRODUCTION_MS, () => {
      this.#refusals.add("slow", address);
      socket.destroy();
    });
    const forget = (): void => {
      cancel();
      this.#known.delete(key);
    };
    this.#known.set(key, { socket, forget });
    socket.once("close", forget);
    socket.setNoDelay(true);
  }

  admit(socket: Socket): void {
    this.#known.get(otherEnd(socket))?.forget();
  }

  destroy(): void {
    for (const { socket } of this.#known.values()) socket.destroy();
  }

  /** A token bucket, and the number of strangers. */
  #isAllowed(): boolean {
    const now = this.#clock.now();
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#refilledAt) / 1e9) * CONNECTIONS_PER_SECOND);
    this.#refilledAt = now;
    if (this.#allowance < 1 || this.#known.size >= STRANGERS_AT_ONCE) return false;
    this.#allowance--;
    return true;
  }
}

const otherEnd = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ""} ${remotePort ?? ""}`;

/** Undefined if the time limit of strangers reports it. */
function kindOf(error: Error): RefusalKind | undefined {
  const code = codeOf(error) ?? "";
  if (code === "ERR_TLS_HANDSHAKE_TIMEOUT") return undefined;
  if (/BAD_RECORD_MAC|DECRYPT|DIGEST_CHECK/.test(code)) return "token";
  if (/NO_SHARED_CIPHER|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|UNKNOWN_PROTOCOL/.test(code)) return "noToken";
  return code.startsWith("ERR_SSL") ? "notTls" : "incomplete";
}

async function listen(
  server: Server,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new ListenError(`--listen ${address}:${port} cannot be used: ${whyNot(error)}`, { cause: error }));
    });
    server.listen(port, address, resolve);
  });
  return server.address() as AddressInfo;
}

function whyNot(error: unknown): string {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return "another program uses this port. Use another port, or 0 for a free one.";
    case "EACCES":
      return "permission is denied. Use a port above 1023.";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "this machine does not have this address. Use 0.0.0.0 for all of its addresses.";
    default:
      return `${messageOf(error)}. Use another address.`;
  }
}
