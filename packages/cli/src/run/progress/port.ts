// What the commands need of a progress display, and the sentences that every kind of display prints.
import type { Observer, ProgressEvent } from "@fairhare/orchestrator";

export interface Progress {
  readonly observe: Observer;
  /** Prints a sentence above the live display. */
  notice(sentence: string): void;
  /** Shows a sentence until the first run begins. */
  wait(sentence: string): void;
  /** Leaves the last live display on the screen, and ends. */
  keep(): void;
  /** Removes the live display. */
  end(): void;
}

/** The sentence that stays in the output; the live display shows faults in its own lines. */
export function eventSentence(event: ProgressEvent): string | undefined {
  if (event.type === "notice") return event.message;
  if (event.type !== "worker-lost") return undefined;
  return `${event.slots.length === 1 ? "Worker" : "Workers"} ${event.slots.join(", ")} ${event.how}.`;
}
