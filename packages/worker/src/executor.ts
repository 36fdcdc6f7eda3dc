// Works on tasks in delivery order, one at a time or up to the worker's concurrency. A Node process that started a
// timer for every buffered task would work on its whole prefetch buffer at once, which would hide unfairness.
import type { Nanoseconds } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import { TaskQueue } from "./task-queue.ts";
import type { Work } from "./work.ts";

export interface ExecutorEvents {
  started(task: number, tag: number): void;
  /**
   * `isAbandoned`: the connection was lost while the task was in work, so its delivery tag is invalid. False ends the
   * execution: the process has crashed.
   */
  finished(task: number, tag: number, startedAt: Nanoseconds, isAbandoned: boolean): boolean;
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

  /** Drops the waiting tasks after a connection loss; tasks in work are finished, since work cannot be undone. */
  abandon(): void {
    this.#waiting.clear();
    for (const lane of this.#lanes) lane.isAbandoned = true;
  }

  /** Drops the waiting tasks; resolves when no task is in work. */
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
    if (!this.#events.finished(lane.task, lane.tag, lane.startedAt, lane.isAbandoned)) return;
    const next = this.#waiting;
    if (next.shift()) this.#start(lane, next.task, next.tag, next.cost);
    else {
      this.#idle.push(lane);
      if (this.#idle.length === this.#lanes.length) this.#onIdle?.();
    }
  }
}

/** One task at a time; reuses its callback for every task. */
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
