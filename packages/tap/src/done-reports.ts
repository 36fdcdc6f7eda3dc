// Completions of no-ack deliveries, which the wire does not show: the program's own output tells that a task is done, and
// the tasks are done in the order of their deliveries.
import { EventKind } from "@fairhare/protocol";
import { HeldDeliveries } from "./held-deliveries.ts";
import type { Recording } from "./recording.ts";

export class DoneReports {
  readonly #held = new HeldDeliveries();

  delivered(task: number, tag: number, recording: Recording): void {
    this.#held.add(task, tag, recording.now);
    this.#begin(recording, recording.now);
  }

  /** Returns the task that is done; undefined if no delivery is open. */
  done(at: number, recording: Recording): number | undefined {
    const index = this.#held.oldest;
    if (index === -1) return undefined;
    const task = this.#held.task[index] ?? 0;
    const beganAt = this.#held.startedAt[index] ?? at;
    recording.appendAt(at, EventKind.completed, task, beganAt, 0, 0, this.#held.tag[index] ?? 0);
    this.#held.settle(index, at);
    this.#begin(recording, at);
    recording.flush();
    return task;
  }

  #begin(recording: Recording, at: number): void {
    const index = this.#held.begin(at);
    if (index !== -1)
      recording.appendAt(at, EventKind.started, this.#held.task[index] ?? 0, 0, 0, 0, this.#held.tag[index] ?? 0);
  }
}
