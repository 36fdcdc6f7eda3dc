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

/** What `work` gives, or the signal's reason if that comes first. What `work` does later is ignored. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([abortOf(signal, settled.signal), work]);
  } finally {
    settled.abort();
  }
}

/** Never resolves; listens until `settled`. */
function abortOf(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = (): void => reject(signal.reason as Error);
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true, signal: settled });
  });
}

/** A promise with its resolver beside it; `Promise.withResolvers` needs Node 22. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  /** The first call decides. */
  readonly resolve: (value: T) => void;
}

export function deferred<T = void>(): Deferred<T> {
  const resolvers: ((value: T) => void)[] = [];
  const promise = new Promise<T>((settle) => resolvers.push(settle));
  return { promise, resolve: (value) => resolvers[0]?.(value) };
}
