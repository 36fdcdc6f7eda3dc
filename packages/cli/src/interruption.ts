// Handles Ctrl-C and SIGTERM: the first signal stops the measurement and saves it, the second one exits immediately.
import { FairhareError } from "@fairhare/core";

/** npm forwards a Ctrl-C that the terminal has already sent to the process group; signals within this time count once. */
const SAME_SIGNAL_MS = 500;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

export class InterruptedError extends FairhareError {
  readonly code = "INTERRUPTED";

  constructor() {
    super("interrupted");
  }
}

export interface Interruption {
  /** Aborts with an InterruptedError at the first signal. */
  readonly signal: AbortSignal;
}

/** Ports to the process, so that tests can replace them. */
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
