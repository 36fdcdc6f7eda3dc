// The unfinished deliveries of one process, at the current position in its shard.

export interface Unfinished {
  readonly slot: number;
  readonly task: number;
  /** Nanoseconds; null if the task was still in the prefetch buffer. */
  readonly begunAt: number | null;
}

const NOT_BEGUN = -1;

type Held = (Map<number, number> | undefined)[];

export class OpenWork {
  /** By slot: each task with the time at which its work began. */
  readonly #bySlot: Held = [];
  /** Tasks that were being processed when their connection broke. */
  readonly #abandoned: Held = [];

  /** Returns the number of deliveries that the slot holds. A redelivery does not change a task that is being processed. */
  deliver(slot: number, task: number): number {
    const held = this.#of(slot);
    if (!held.has(task)) held.set(task, NOT_BEGUN);
    return held.size;
  }

  /** False if the task is already being processed: its first execution ended without a record. */
  begin(slot: number, task: number, at: number): boolean {
    const held = this.#of(slot);
    const isNew = (held.get(task) ?? NOT_BEGUN) === NOT_BEGUN;
    held.set(task, at);
    return isNew;
  }

  /** False if the connection of the delivery broke before, so that the broker does not learn of the end. */
  finish(slot: number, task: number): boolean {
    if (this.#abandoned[slot]?.delete(task) === true) return false;
    this.#of(slot).delete(task);
    return true;
  }

  /**
   * The slot's connection broke. Removes the waiting tasks and returns them. The worker still finishes the task that it is
   * processing, and RabbitMQ may redeliver that task before.
   */
  abandon(slot: number): number[] {
    const held = this.#of(slot);
    const waiting: number[] = [];
    for (const [task, at] of held) {
      if (at === NOT_BEGUN) waiting.push(task);
      else (this.#abandoned[slot] ??= new Map()).set(task, at);
    }
    held.clear();
    return waiting;
  }

  /** Without the tasks of broken connections. */
  held(): Unfinished[] {
    return listed(this.#bySlot);
  }

  unfinished(): Unfinished[] {
    return [...listed(this.#bySlot), ...listed(this.#abandoned)];
  }

  #of(slot: number): Map<number, number> {
    return (this.#bySlot[slot] ??= new Map());
  }
}

const listed = (bySlot: Held): Unfinished[] =>
  [...bySlot.entries()].flatMap(([slot, held]) =>
    [...(held ?? [])].map(([task, at]) => ({ slot, task, begunAt: at === NOT_BEGUN ? null : at })),
  );
