// Works on tasks in the order of their delivery, one at a time unless the concurrency says otherwise.
// A Node process that started a timer for every buffered task would "work" on its whole prefetch buffer
// at once, and unfairness would vanish from the measurement.
import type { Nanoseconds } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import { TaskQueue } from "./task-queue.ts";
import type { Work } from "./work.ts";

export interface ExecutorEvents {
  started(task: number, tag: number): void;
  /** `isAbandoned`: the delivery was given up while the task was in hand; its tag means nothing any more. */
  finished(task: number, tag: number, startedAt: Nanoseconds, isAbandoned: boolean): void;
  readonly now: () => Nanoseconds;
}

export class Executor {
  readonly #events: ExecutorEvents;
  readonly #waiting = new TaskQueue();
  readonly #lanes: readonly Lane[];
  readonly #idle: Lane[];
  #onIdle: (() => void) | undefined;

  constructor({ workerConcurrency }: Pick<TrialSettings, "workerConcurrency">, work: Work, events: ExecutorEvents) {
    this.#events = events;
    this.#lanes = Array.from(
      { length: workerConcurrency },
      () => new Lane(work, events.now, (finished) => this.#finish(finished)),
    );
    this.#idle = [...this.#lanes];
  }

  submit(task: number, tag: number, cost: Nanoseconds): void {
    const lane = this.#idle.pop();
    if (lane === undefined) this.#waiting.push(task, tag, cost);
    else this.#start(lane, task, tag, cost);
  }

  /** The deliveries so far are void: drops what waits; what is in hand is finished, since work cannot be undone. */
  abandon(): void {
    this.#waiting.clear();
    for (const lane of this.#lanes) lane.isAbandoned = true;
  }

  /** Drops what waits and resolves when nothing is in hand. */
  async close(): Promise<void> {
    this.#waiting.clear();
    if (this.#idle.length === this.#lanes.length) return;
    await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #start(lane: Lane, task: number, tag: number, cost: Nanoseconds): void {
    this.#events.started(task, tag);
    lane.run(task, tag, cost);
  }

  #finish(lane: Lane): void {
    this.#events.finished(lane.task, lane.tag, lane.startedAt, lane.isAbandoned);
    const next = this.#waiting;
    if (next.shift()) this.#start(lane, next.task, next.tag, next.cost);
    else {
      this.#idle.push(lane);
      if (this.#idle.length === this.#lanes.length) this.#onIdle?.();
    }
  }
}

/** A place for one task in hand; its callback is made once, not for every task. */
class Lane {
  task = 0;
  tag = 0;
  startedAt = 0 as Nanoseconds;
  isAbandoned = false;
  readonly #work: Work;
  readonly #now: () => Nanoseconds;
  readonly #done: () => void;

  constructor(work: Work, now: () => Nanoseconds, onDone: (lane: Lane) => void) {
    this.#work = work;
    this.#now = now;
    this.#done = () => onDone(this);
  }

  run(task: number, tag: number, cost: Nanoseconds): void {
    this.isAbandoned = false;
    this.task = task;
    this.tag = tag;
    this.startedAt = this.#now();
    this.#work(cost, this.#done, task);
  }
}
