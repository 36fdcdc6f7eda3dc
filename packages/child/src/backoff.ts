// Retries with exponential backoff and jitter, as an application should while its broker is unavailable.
import { sleep, type Timers } from "@fairhare/core";

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1_000;
const FACTOR = 2;
/** Random share of a delay, so that the processes of a fleet do not all reconnect at the same moment. */
const JITTER = 0.5;

export interface BackoffPorts {
  readonly clock: Timers;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Repeats `attempt` until it succeeds; rejects only when the signal aborts. */
export async function untilSuccessful<T>(
  attempt: () => Promise<T>,
  { clock, random }: BackoffPorts,
  signal: AbortSignal,
): Promise<T> {
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(LONGEST_DELAY_MS, delay * FACTOR)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch {
      await sleep(clock, delay * (1 - JITTER * random()), signal);
    }
  }
}
