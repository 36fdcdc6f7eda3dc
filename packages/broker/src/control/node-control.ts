// Our side of the control socket or port of a private node: evaluates an Erlang expression in the node.
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "@fairhare/core";
import { BrokerCtlError } from "../broker-errors.ts";
import { ADMITTED } from "./control-script.ts";

/** Longest path of a socket: 108 bytes on Linux, 104 on macOS, with the final zero. */
const MAX_PATH_BYTES = 103;
const LENGTH_BYTES = 4;
/** Normally milliseconds; on a busy machine, a second. */
const SCRIPT_START_LIMIT_MS = 10_000;
const SCRIPT_POLL_MS = 20;
/** As rabbitmqctl; a busy node may need seconds. */
const EVALUATION_TIMEOUT_MS = 60_000;

/** A port of the loopback interface, published by a container. */
export interface ControlPort {
  readonly port: number;
  readonly token: string;
}

/** The path of a socket, or a port. */
export type ControlAddress = string | ControlPort;

/** Nothing listens at the socket, or nothing behind the port, so nothing was evaluated. */
export class NoControlError extends BrokerCtlError {}

const NOBODY_LISTENS: ReadonlySet<unknown> = new Set(["ENOENT", "ECONNREFUSED"]);
const ADMISSION = packet(ADMITTED);

/** False if the path is too long for a socket; rabbitmqctl must then evaluate. */
export const canControl = (socket: string): boolean => Buffer.byteLength(socket) <= MAX_PATH_BYTES;

/**
 * The value as Erlang prints it. Throws NoControlError when the node does not run, BrokerCtlError when the expression
 * fails, or the signal's reason. A node that is stopped by SIGSTOP does not answer.
 */
export async function evaluateIn(
  address: ControlAddress,
  expression: string,
  signal: AbortSignal,
  timeoutMs = EVALUATION_TIMEOUT_MS,
): Promise<string> {
  const answer = await ask(address, expression, signal, timeoutMs);
  const text = answer.subarray(LENGTH_BYTES).toString();
  if (answer.length < LENGTH_BYTES || text.length === 0)
    throw new BrokerCtlError("The broker node ended before it answered a request over its control socket.");
  const value = text.slice(text.indexOf(" ") + 1);
  if (text.startsWith("ok ")) return value;
  throw new BrokerCtlError(`The broker node could not evaluate a request: ${value}`);
}

/**
 * Resolves when a node that has just become ready evaluates requests: the server starts its scripts after it has opened its
 * listeners. False when it does not within a limit. Throws the signal's reason.
 */
export async function untilControlled(address: ControlAddress, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + SCRIPT_START_LIMIT_MS;
  while (performance.now() < deadline) {
    try {
      await evaluateIn(address, "ok.", signal, SCRIPT_START_LIMIT_MS);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NoControlError)) return false;
    }
    await delay(SCRIPT_POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  return false;
}

async function ask(address: ControlAddress, request: string, signal: AbortSignal, timeoutMs: number): Promise<Buffer> {
  signal.throwIfAborted();
  const isPort = typeof address !== "string";
  const socket = isPort ? connect(address.port, "127.0.0.1") : connect(address);
  // After an abort, nobody waits for the answer.
  socket.on("error", () => {});
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  try {
    socket.write(isPort ? Buffer.concat([packet(address.token), packet(request)]) : packet(request));
    await abortable(once(socket, "end"), AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  } catch (cause) {
    signal.throwIfAborted();
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const isMissing = NOBODY_LISTENS.has(code) || (isPort && code === "ECONNRESET" && chunks.length === 0);
    const Kind = isMissing ? NoControlError : BrokerCtlError;
    throw new Kind(`The broker node does not answer at its control ${isPort ? "port" : "socket"}: ${String(cause)}`, {
      cause,
    });
  } finally {
    socket.destroy();
  }
  return isPort ? withoutAdmission(Buffer.concat(chunks)) : Buffer.concat(chunks);
}

/** The proxy of a container accepts connections also when nothing listens in the container, and closes them. */
function withoutAdmission(answers: Buffer): Buffer {
  if (answers.subarray(0, ADMISSION.length).equals(ADMISSION)) return answers.subarray(ADMISSION.length);
  throw new NoControlError("The broker node does not answer at its control port, or refuses the token.");
}

function packet(text: string): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(LENGTH_BYTES);
  header.writeUInt32BE(bytes.length);
  return Buffer.concat([header, bytes]);
}
