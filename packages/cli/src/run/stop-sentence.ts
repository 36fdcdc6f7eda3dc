// The sentence after the first Ctrl-C of a measurement: before the first run publishes, nothing is saved.
import type { ProgressEvent } from "@fairhare/orchestrator";

export const EXIT_AT_ONCE = "Press Ctrl-C again to exit immediately.";

export class StopSentence {
  #isWarmup = false;
  #hasMeasured = false;

  readonly observe = (event: ProgressEvent): void => {
    // The history of a warm-up is removed, and until the producers publish there is none.
    if (event.type === "run-began") this.#isWarmup = event.warmup;
    else if (event.type === "phase" && event.phase !== "starting" && !this.#isWarmup) this.#hasMeasured = true;
  };

  get text(): string {
    const saved = this.#hasMeasured ? "the measurement so far is saved" : "nothing was measured yet";
    return `Stopping; ${saved}. ${EXIT_AT_ONCE}`;
  }
}
