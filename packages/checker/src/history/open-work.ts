// The deliveries that one process holds and has not finished, while its shard is read.

export interface Unfinished {
  readonly slot: number;
  readonly task: number;
  /** Nanoseconds; null when the task still waited in the buffer. */
  readonly begunAt: number | null;
}

const NOT_BEGUN = -1;

type Held = (Map<number, number> | undefined)[];

export class OpenWork {
  /** By slot: task to the time its work began. */
  readonly #bySlot: Held = [];
  /** In hand when their connection broke. */
  readonly #abandoned: Held = [];

  /** Returns how many deliveries the slot holds now. A task that is in hand stays so when it is delivered again. */
  deliver(slot: number, task: number): number {
    const held = this.#of(slot);
    if (!held.has(task)) held.set(task, NOT_BEGUN);
    return held.size;
  }

  /** False when the task is in hand already: its first beginning was given up without a word. */
  begin(slot: number, task: number, at: number): boolean {
    const held = this.#of(slot);
    const isNew = (held.get(task) ?? NOT_BEGUN) === NOT_BEGUN;
    held.set(task, at);
    return isNew;
  }

  finish(slot: number, task: number): void {
    if (this.#abandoned[slot]?.delete(task) !== true) this.#of(slot).delete(task);
  }

  /**
   * The slot's connection is gone: forgets what waits and returns it. What is in hand is finished all the same, and
   * may be delivered once more before that.
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

  /** On a connection that still stands. */
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
