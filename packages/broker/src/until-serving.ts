// Probes a broker that is starting until it serves, or until its time is over.
import { setTimeout as delay } from "node:timers/promises";
import type { ServerFacts } from "@fairhare/amqp";
import { abortable, messageOf } from "@fairhare/core";
import type { BrokerProbe } from "./broker.ts";

/** Between two tries: short beside a boot of seconds; a refused connection on the loopback costs nothing. */
const PROBE_INTERVAL_MS = 100;

/** The message is the end of the sentence "the broker did not start: …". */
export class BootError extends Error {}

export interface Waiting {
  readonly uri: string;
  readonly probe: BrokerProbe;
  readonly timeoutMs: number;
}

/** Throws BootError after the timeout, or the signal's reason. */
export async function probeUntil({ uri, probe, timeoutMs }: Waiting, signal: AbortSignal): Promise<ServerFacts> {
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
