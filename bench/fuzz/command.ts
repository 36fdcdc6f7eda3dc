// What the commands that run random plans have in common.

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Aborts at Ctrl-C or SIGTERM. */
export function interruptSignal(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => interruption.abort(new Error("interrupted")));
  return interruption.signal;
}
