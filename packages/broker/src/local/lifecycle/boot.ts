// Waits until a starting server is ready, exits, has a full disk, or exceeds the timeout.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { ServerFacts } from "@fairhare/amqp";
import { BootError, probeUntilReady, type Waiting } from "../../probe-until-ready.ts";

export interface Boot extends Waiting {
  readonly process: ChildProcess;
  readonly signal: AbortSignal;
  /** Rejects when the disk of the server is full. */
  readonly diskIsFull: (signal: AbortSignal) => Promise<never>;
}

/** Throws BootError, or the signal's reason. */
export async function untilReady(boot: Boot): Promise<ServerFacts> {
  const over = new AbortController();
  const either = AbortSignal.any([boot.signal, over.signal]);
  try {
    return await Promise.race([
      probeUntilReady(boot, either),
      serverExit(boot.process, either),
      boot.diskIsFull(either),
    ]);
  } catch (error) {
    boot.signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

/** Rejects when the server exits or the signal aborts; never resolves. */
async function serverExit(child: ChildProcess, signal: AbortSignal): Promise<never> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit", { signal });
  const how = child.signalCode === null ? `with code ${child.exitCode}` : `by ${child.signalCode}`;
  throw new BootError(`the server exited ${how}`);
}
