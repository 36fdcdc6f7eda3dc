// One pair of hands: works on tasks one after the other, as the tutorial's blocking callback does, and says so.
import type { Nanoseconds } from "@fairhare/core";

interface TextTask {
  readonly text: string;
  readonly cost: Nanoseconds;
  /** Called when the work is done. */
  readonly done: (() => void) | undefined;
}

/** Resolves after the time, with true; or at once with false when the signal fires. */
export type Sleep = (duration: Nanoseconds, signal: AbortSignal) => Promise<boolean>;

export class SerialExecutor {
  readonly #print: (line: string) => void;
  readonly #sleep: Sleep;
  readonly #signal: AbortSignal;
  #last: Promise<void> = Promise.resolve();

  /** Once the signal has fired, the task in hand is dropped and no other is begun. */
  constructor(print: (line: string) => void, sleep: Sleep, signal: AbortSignal) {
    this.#print = print;
    this.#sleep = sleep;
    this.#signal = signal;
  }

  take(task: TextTask): void {
    this.#last = this.#last.then(() => this.#workOn(task));
  }

  async #workOn({ text, cost, done }: TextTask): Promise<void> {
    if (this.#signal.aborted) return;
    this.#print(` [x] Received '${text}'`);
    if (!(await this.#sleep(cost, this.#signal))) return;
    this.#print(" [x] Done");
    done?.();
  }
}
