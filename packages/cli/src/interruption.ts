// Ctrl-C and SIGTERM: the first one stops the measurement and lets it be saved, the second one ends at once.
import { FairhareError } from "@fairhare/core";

/** npm passes a Ctrl-C on that the terminal has sent to the whole process group already: both are the same one. */
const SAME_SIGNAL_MS = 500;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

export class InterruptedError extends FairhareError {
  readonly code = "INTERRUPTED";

  constructor() {
    super("interrupted");
  }
}

export interface Interruption {
  /** Aborted with an InterruptedError at the first signal. */
  readonly signal: AbortSignal;
}

/** The two things that are done with the process, so that a test can watch them. */
export interface InterruptionPorts {
  readonly on: (signal: "SIGINT" | "SIGTERM", listener: () => void) => void;
  readonly now: () => number;
  readonly endAtOnce: () => void;
}

export function watchInterruption({ on, now, endAtOnce }: InterruptionPorts): Interruption {
  const controller = new AbortController();
  let firstAt = 0;
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      if (now() - firstAt >= SAME_SIGNAL_MS) endAtOnce();
      return;
    }
    firstAt = now();
    controller.abort(new InterruptedError());
  };
  for (const signal of SIGNALS) on(signal, interrupt);
  return { signal: controller.signal };
}
