// Waits for one boot to end well: the server serves. Or badly: it exits, or takes too long.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { ServerFacts } from "@fairhare/amqp";
import { abortable, messageOf } from "@fairhare/core";
import type { BrokerProbe } from "../broker.ts";

/** Between two tries: short beside a boot of seconds; a refused connection on the loopback costs nothing. */
const PROBE_INTERVAL_MS = 100;

/** The message is the end of the sentence "the broker did not start: …". */
export class BootError extends Error {}

export interface Boot {
  readonly process: ChildProcess;
  readonly uri: string;
  readonly probe: BrokerProbe;
  readonly timeoutMs: number;
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

/** Throws BootError after the timeout, or the signal's reason. */
export async function probeUntil(
  { uri, probe, timeoutMs }: Omit<Boot, "process" | "signal">,
  signal: AbortSignal,
): Promise<ServerFacts> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  let last: unknown = "never tried";
  for (;;) {
    try {
      return await abortable(probe(uri, either), either);
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted)
        throw new BootError(`it did not serve within ${timeoutMs / 1000} s; the last try: ${messageOf(last)}`);
      last = error;
    }
    await delay(PROBE_INTERVAL_MS, undefined, { signal: either }).catch(() => undefined);
  }
}

/** Never resolves: only an exit, or the signal, ends it. */
async function serverExit(child: ChildProcess, signal: AbortSignal): Promise<never> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit", { signal });
  const how = child.signalCode === null ? `with code ${child.exitCode}` : `by ${child.signalCode}`;
  throw new BootError(`the server exited ${how}`);
}
