// Waiting longer and longer between attempts, as a good application does while its broker is away.
import { setTimeout as sleep } from "node:timers/promises";

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1_000;
const FACTOR = 2;
/** Share of a delay that is random, so that a fleet does not come back in step. */
const JITTER = 0.5;

/** Tries until it succeeds; rejects only when the signal aborts. */
export async function untilSuccessful<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(LONGEST_DELAY_MS, delay * FACTOR)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch {
      await sleep(delay * (1 - JITTER * Math.random()), undefined, { signal });
    }
  }
}
