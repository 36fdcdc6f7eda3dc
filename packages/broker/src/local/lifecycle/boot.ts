// Waits for one boot to end well: the server serves. Or badly: it exits, or takes too long.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { ServerFacts } from "@fairhare/amqp";
import { BootError, probeUntil, type Waiting } from "../../until-serving.ts";

export interface Boot extends Waiting {
  readonly process: ChildProcess;
  readonly signal: AbortSignal;
}

/** Throws BootError, or the signal's reason. */
export async function untilItServes(boot: Boot): Promise<ServerFacts> {
  const over = new AbortController();
  const either = AbortSignal.any([boot.signal, over.signal]);
  try {
    return await Promise.race([probeUntil(boot, either), serverExit(boot.process, either)]);
  } catch (error) {
    boot.signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

/** Never resolves: only an exit, or the signal, ends it. */
async function serverExit(child: ChildProcess, signal: AbortSignal): Promise<never> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit", { signal });
  const how = child.signalCode === null ? `with code ${child.exitCode}` : `by ${child.signalCode}`;
  throw new BootError(`the server exited ${how}`);
}
