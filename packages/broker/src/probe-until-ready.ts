// Probes a starting broker until it is ready, or until the timeout.
import { setTimeout as delay } from "node:timers/promises";
import type { ServerFacts } from "@fairhare/amqp";
import { abortable, messageOf } from "@fairhare/core";
import type { BrokerProbe } from "./broker.ts";

/**
 * Between two attempts: short compared with a start of several seconds; a refused connection on the loopback is cheap.
 */
const PROBE_INTERVAL_MS = 100;

/** The message continues the sentence "The broker did not start: …". */
export class BootError extends Error {}

export interface Waiting {
  readonly uri: string;
  readonly probe: BrokerProbe;
  readonly timeoutMs: number;
}

/** Throws BootError after the timeout, or the signal's reason. */
export async function probeUntilReady({ uri, probe, timeoutMs }: Waiting, signal: AbortSignal): Promise<ServerFacts> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  let last: unknown = "no attempt was made";
  for (;;) {
    try {
      return await abortable(probe(uri, either), either);
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted)
        throw new BootError(`it was not ready within ${timeoutMs / 1000} s; the last attempt: ${messageOf(last)}`);
      last = error;
    }
    await delay(PROBE_INTERVAL_MS, undefined, { signal: either }).catch(() => undefined);
  }
}
