// Waiting: for a time, for a promise with a time limit, and for a promise until a signal aborts. Time comes from a
// port, so that a simulator can drive it in virtual time; child/clock.ts implements the port on the host's event loop.
import type { Clock } from "./time.ts";

export interface Timers extends Clock {
  /** Calls `act` once, after this time; the returned function cancels the call. */
  after(milliseconds: number, act: () => void): () => void;
  /** Calls `act` once, after the current turn of the event loop. */
  soon(act: () => void): void;
}

/** Resolves after this time; rejects with the signal's reason if the signal aborts first. */
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

/** The result of `work`; rejects with `late()` if `work` takes longer than this time. A later result is ignored. */
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

/** The result of `work`; rejects with the signal's reason if the signal aborts first. A later result is ignored. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([abortOf(signal, settled.signal), work]);
  } finally {
    settled.abort();
  }
}

/** Rejects when the signal aborts; never resolves. `settled` removes the listener. */
function abortOf(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = (): void => reject(signal.reason as Error);
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true, signal: settled });
  });
}

/** A promise and its resolver; `Promise.withResolvers` needs Node 22. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  /** The first call settles the promise; later calls do nothing. */
  readonly resolve: (value: T) => void;
}

export function deferred<T = void>(): Deferred<T> {
  const resolvers: ((value: T) => void)[] = [];
  const promise = new Promise<T>((settle) => resolvers.push(settle));
  return { promise, resolve: (value) => resolvers[0]?.(value) };
}
