// Our side of the control socket of a private node: evaluates an Erlang expression in the node.
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "@fairhare/core";
import { BrokerCtlError } from "./rabbitmqctl.ts";

/** Longest path of a socket: 108 bytes on Linux, 104 on macOS, with the final zero. */
const MAX_PATH_BYTES = 103;
const LENGTH_BYTES = 4;
/** Normally milliseconds; on a busy machine, a second. */
const SCRIPT_START_LIMIT_MS = 10_000;
const SCRIPT_POLL_MS = 20;
/** As rabbitmqctl; a busy node may need seconds. */
const EVALUATION_TIMEOUT_MS = 60_000;

/** Nothing listens at the control socket, so nothing was evaluated. */
export class NoControlError extends BrokerCtlError {}

const NOBODY_LISTENS: ReadonlySet<unknown> = new Set(["ENOENT", "ECONNREFUSED"]);

/** False if the path is too long for a socket; rabbitmqctl must then evaluate. */
export const canControl = (socket: string): boolean => Buffer.byteLength(socket) <= MAX_PATH_BYTES;

/**
 * The value as Erlang prints it. Throws NoControlError when the node does not run, BrokerCtlError when the expression
 * fails, or the signal's reason. A node that is stopped by SIGSTOP does not answer.
 */
export async function evaluateIn(
  socket: string,
  expression: string,
  signal: AbortSignal,
  timeoutMs = EVALUATION_TIMEOUT_MS,
): Promise<string> {
  const answer = await ask(socket, Buffer.from(expression), signal, timeoutMs);
  const text = answer.subarray(LENGTH_BYTES).toString();
  if (answer.length < LENGTH_BYTES || text.length === 0)
    throw new BrokerCtlError("The broker node ended before it answered a request over its control socket.");
  const value = text.slice(text.indexOf(" ") + 1);
  if (text.startsWith("ok ")) return value;
  throw new BrokerCtlError(`The broker node could not evaluate a request: ${value}`);
}

/**
 * Resolves when something listens at the socket of a node that has just become ready: the server starts its scripts after it
 * has opened its listeners. Also resolves after a limit; requests then take the slower way. Throws the signal's reason.
 */
export async function untilControlled(socket: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + SCRIPT_START_LIMIT_MS;
  while (performance.now() < deadline) {
    try {
      await evaluateIn(socket, "ok.", signal, SCRIPT_START_LIMIT_MS);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NoControlError)) return;
    }
    await delay(SCRIPT_POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function ask(path: string, request: Buffer, signal: AbortSignal, timeoutMs: number): Promise<Buffer> {
  signal.throwIfAborted();
  const socket = connect(path);
  // After an abort, nobody waits for the answer.
  socket.on("error", () => {});
  try {
    const header = Buffer.alloc(LENGTH_BYTES);
    header.writeUInt32BE(request.length);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.write(Buffer.concat([header, request]));
    await abortable(once(socket, "end"), AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    return Buffer.concat(chunks);
  } catch (cause) {
    signal.throwIfAborted();
    const isMissing = cause instanceof Error && "code" in cause && NOBODY_LISTENS.has(cause.code);
    const Kind = isMissing ? NoControlError : BrokerCtlError;
    throw new Kind(`The broker node does not answer at its control socket: ${String(cause)}`, { cause });
  } finally {
    socket.destroy();
  }
}

/** A binary in Erlang's syntax with these bytes, whatever they are. */
export const erlangBinary = (text: string): string => `<<${[...Buffer.from(text)].join(",")}>>`;
