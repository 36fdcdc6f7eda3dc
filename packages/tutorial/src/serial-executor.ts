// Works on tasks one after another, as the tutorial's blocking callback does, and prints its progress.
import type { Nanoseconds } from "@fairhare/core";

interface TextTask {
  readonly text: string;
  readonly cost: Nanoseconds;
  /** Called after the work. */
  readonly done: (() => void) | undefined;
}

/** Resolves with true after `duration`, or with false as soon as the signal aborts. */
export type Sleep = (duration: Nanoseconds, signal: AbortSignal) => Promise<boolean>;

export class SerialExecutor {
  readonly #print: (line: string) => void;
  readonly #sleep: Sleep;
  readonly #signal: AbortSignal;
  #last: Promise<void> = Promise.resolve();

  /** An abort drops the task in work and starts no other. */
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
