// Stops waiting when a signal says so, for promises that cannot be told to stop.

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
