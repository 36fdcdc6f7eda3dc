// Waiting on a port, so that a simulator can drive it in virtual time: the host's event loop is in agent/clock.ts.
import type { Clock } from "./time.ts";

export interface Timers extends Clock {
  /** Calls `act` once after so many milliseconds; the returned function cancels it. */
  after(milliseconds: number, act: () => void): () => void;
  /** Calls `act` once, when the current turn of the event loop is over. */
  soon(act: () => void): void;
}

/** Resolves after so many milliseconds; rejects with the signal's reason if that comes first. */
export function sleep(timers: Timers, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const settled = new AbortController();
    const cancel = timers.after(milliseconds, () => {
      settled.abort();
      resolve();
    });
    const abort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", abort, { once: true, signal: settled.signal });
  });
}

/** What `work` gives; rejects with `late()` when it takes longer than so many milliseconds. What it does later is ignored. */
export async function within<T>(timers: Timers, milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  const cancels: (() => void)[] = [];
  const limit = new Promise<never>((_resolve, reject) => {
    cancels.push(timers.after(milliseconds, () => reject(late())));
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    for (const cancel of cancels) cancel();
  }
}
