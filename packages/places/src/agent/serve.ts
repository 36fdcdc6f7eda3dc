// One connection of an agent to an orchestrator, from the first attempt to the end of the experiment or of the
// connection. run-agent.ts decides what happens afterwards.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { codeOf, messageOf, type Timers } from "@fairhare/core";
import { WebSocket } from "ws";
import type { Place } from "../place.ts";
import { Connection } from "../transport/connection.ts";
import { AGENT_PROTOCOL, type AgentFacts, type AgentMessage, type PoolMessage } from "../transport/messages.ts";
import { readPoolMessage } from "../transport/read-message.ts";
import { clientTls, isWrongKey } from "../transport/psk.ts";
import { Session } from "./session.ts";

export interface ServePorts {
  readonly host: string;
  readonly port: number;
  readonly key: Buffer;
  readonly version: string;
  readonly facts: AgentFacts;
  readonly place: Place;
  /** Exists, and belongs to this agent. */
  readonly directory: string;
  readonly clock: Timers;
  readonly signal: AbortSignal;
  readonly crash: () => void;
  readonly onJoined: (welcome: Extract<PoolMessage, { readonly type: "welcome" }>) => void;
}

/** `reason`: a clause, except that of `refused`, which is a sentence of the orchestrator. */
export type ServeOutcome =
  | { readonly type: "unreachable"; readonly reason: string }
  | { readonly type: "wrongToken" }
  | { readonly type: "refused"; readonly reason: string; readonly isFinal: boolean }
  /** The experiment is over. */
  | { readonly type: "dismissed" }
  | { readonly type: "lost"; readonly reason: string };

/** For the connection, the handshake and the answer of the orchestrator, each. */
const HANDSHAKE_MS = 10_000;
/**
 * Between runs no process can be left over, and the orchestrator may be silent while it checks a large history; a broken
 * connection is noticed in any case.
 */
const IDLE_TIMEOUT_MS = 300_000;
/** Bytes of one message of the orchestrator: settings may contain long traces. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
const GOODBYE_MS = 1_000;

export async function serve(ports: ServePorts): Promise<ServeOutcome> {
  const opened = await open(ports);
  if (!(opened instanceof WebSocket)) return opened;
  const directory = join(ports.directory, "shards");
  mkdirSync(directory, { mode: 0o700, recursive: true });
  try {
    return await converse(opened, directory, ports);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

function open({ host, port, key, signal }: ServePorts): Promise<WebSocket | ServeOutcome> {
  const socket = new WebSocket(`wss://${host.includes(":") ? `[${host}]` : host}:${port}`, {
    ...clientTls(key),
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    // Masks protect proxies that read plain HTTP, and there are none within TLS; zeros cost nothing.
    generateMask: () => undefined,
  });
  return new Promise((resolve) => {
    const abort = (): void => socket.terminate();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("open", () => {
      signal.removeEventListener("abort", abort);
      resolve(socket);
    });
    socket.on("error", (error) => {
      signal.removeEventListener("abort", abort);
      resolve(isWrongKey(error) ? { type: "wrongToken" } : { type: "unreachable", reason: whyNot(error) });
    });
  });
}

function whyNot(error: unknown): string {
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      return "nothing listens there";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its name is not known";
    case "ECONNRESET":
      return "it closed the connection";
    case "EPROTO":
      return "it is not an orchestrator";
    default:
      return messageOf(error);
  }
}

function converse(socket: WebSocket, directory: string, ports: ServePorts): Promise<ServeOutcome> {
  const { clock, signal, version, facts, place, crash, onJoined } = ports;
  return new Promise((resolve) => {
    let outcome: ServeOutcome | undefined;
    const connection = new Connection<PoolMessage, AgentMessage>(socket, clock, {
      read: readPoolMessage,
      onMessage: (message) => {
        switch (message.type) {
          case "welcome":
            isWelcome = true;
            connection.watch(message.timeoutMs, () =>
              session.size > 0 ? message.timeoutMs : Math.max(message.timeoutMs, IDLE_TIMEOUT_MS),
            );
            onJoined(message);
            return;
          case "refused":
            outcome = message;
            return;
          case "goodbye":
            outcome = { type: "dismissed" };
            return;
          default:
            if (!session.receive(message)) connection.terminate("it used the number of a process twice");
        }
      },
      onFrame: () => connection.terminate("it sent a message that an agent does not know"),
      onEnd: (reason) => {
        signal.removeEventListener("abort", leave);
        const end = outcome ?? { type: isWelcome ? "lost" : "unreachable", reason };
        void session.end().then(() => resolve(end));
      },
    });
    let isWelcome = false;
    const session = new Session({
      place,
      directory,
      clock,
      send: (message) => connection.send(message),
      sendFrame: (frame) => connection.sendFrame(frame),
      crash,
    });
    const leave = (): void => {
      connection.send({ type: "leaving", reason: "it was asked to end" });
      connection.close("this agent was asked to end", GOODBYE_MS);
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    connection.send({ type: "hello", protocol: AGENT_PROTOCOL, version, facts });
    connection.watch(HANDSHAKE_MS);
  });
}
