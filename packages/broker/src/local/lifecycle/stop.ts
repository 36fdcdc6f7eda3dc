// Asks a running server to end gracefully, and waits until it has.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { FairhareError } from "@fairhare/core";

/** A server with a full queue writes it to the disk first; an idle one needs one second. */
const STOP_TIMEOUT_MS = 60_000;

export class BrokerStopError extends FairhareError {
  readonly code = "BROKER_REFUSED";
}

/**
 * `erlangPid` is the server's own process, where it is known; else the start script is asked, which passes it on.
 * Throws BrokerStopError, or the signal's reason.
 */
export async function stopGracefully(
  server: ChildProcess,
  erlangPid: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const deadline = AbortSignal.timeout(STOP_TIMEOUT_MS);
  server.ref();
  const exited = once(server, "exit", { signal: AbortSignal.any([signal, deadline]) });
  terminate(server, erlangPid);
  try {
    await exited;
  } catch (cause) {
    server.unref();
    signal.throwIfAborted();
    throw new BrokerStopError(
      `The local broker did not stop within ${STOP_TIMEOUT_MS / 1000} s of being asked to. Run again with fewer messages in its queues.`,
      { cause },
    );
  }
}

function terminate(server: ChildProcess, erlangPid: number | undefined): void {
  try {
    if (erlangPid === undefined) server.kill("SIGTERM");
    else process.kill(erlangPid, "SIGTERM");
  } catch {
    // It ended by itself just now: its exit is what we wait for.
  }
}
