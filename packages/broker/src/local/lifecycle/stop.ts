// Shuts a running server down gracefully, and waits until it has ended.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { BrokerStopError } from "../../broker-errors.ts";

/** An idle server needs one second; a full queue is written to the disk first. */
const STOP_TIMEOUT_MS = 60_000;

/**
 * `erlangPid` is the process of the server, if it is known; otherwise the signal goes to the start script, which
 * forwards it. Throws BrokerStopError, or the signal's reason.
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
      `The local broker did not shut down within ${STOP_TIMEOUT_MS / 1000} s. Run again with fewer messages in its queues.`,
      { cause },
    );
  }
}

function terminate(server: ChildProcess, erlangPid: number | undefined): void {
  try {
    if (erlangPid === undefined) server.kill("SIGTERM");
    else process.kill(erlangPid, "SIGTERM");
  } catch {
    // The server has just ended by itself; its exit event follows.
  }
}
