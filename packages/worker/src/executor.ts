// Works on tasks in the order of their delivery, one at a time unless the concurrency says otherwise.
// A Node process that started a timer for every buffered task would "work" on its whole prefetch buffer
// at once, and unfairness would vanish from the measurement.
import type { Nanoseconds } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/experiment";
import { TaskQueue } from "./task-queue.ts";
import { startWork, type Work } from "./work.ts";

export interface ExecutorEvents {
  started(task: number, tag: number): void;
  completed(task: number, tag: number, startedAt: Nanoseconds): void;
  readonly now: () => Nanoseconds;
}

export class Executor {
  readonly #events: ExecutorEvents;
  readonly #waiting = new TaskQueue();
  readonly #idle: Lane[] = [];
  readonly #lanes: number;
  #onIdle: (() => void) | undefined;

  constructor(settings: Pick<TrialSettings, "workerConcurrency" | "work">, events: ExecutorEvents) {
    this.#events = events;
    this.#lanes = settings.workerConcurrency;
    const work = startWork(settings.work);
    for (let lane = 0; lane < this.#lanes; lane++) {
      this.#idle.push(new Lane(work, events.now, (finished) => this.#finish(finished)));
    }
  }

  submit(task: number, tag: number, cost: Nanoseconds): void {
    const lane = this.#idle.pop();
    if (lane === undefined) this.#waiting.push(task, tag, cost);
    else this.#start(lane, task, tag, cost);
  }

  /** Drops what waits and resolves when nothing is in hand. */
  async close(): Promise<void> {
    this.#waiting.clear();
    if (this.#idle.length === this.#lanes) return;
    await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #start(lane: Lane, task: number, tag: number, cost: Nanoseconds): void {
    this.#events.started(task, tag);
    lane.run(task, tag, cost);
  }

  #finish(lane: Lane): void {
    this.#events.completed(lane.task, lane.tag, lane.startedAt);
    const next = this.#waiting;
    if (next.shift()) this.#start(lane, next.task, next.tag, next.cost);
    else {
      this.#idle.push(lane);
      if (this.#idle.length === this.#lanes) this.#onIdle?.();
    }
  }
}

/** A place for one task in hand; its callback is made once, not for every task. */
class Lane {
  task = 0;
  tag = 0;
  startedAt = 0 as Nanoseconds;
  readonly #work: Work;
  readonly #now: () => Nanoseconds;
  readonly #done: () => void;

  constructor(work: Work, now: () => Nanoseconds, onDone: (lane: Lane) => void) {
    this.#work = work;
    this.#now = now;
    this.#done = () => onDone(this);
  }

  run(task: number, tag: number, cost: Nanoseconds): void {
    this.task = task;
    this.tag = tag;
    this.startedAt = this.#now();
    this.#work(cost, this.#done);
  }
}
