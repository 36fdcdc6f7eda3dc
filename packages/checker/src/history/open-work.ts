// The deliveries that one process holds and has not finished, while its shard is read.

export interface Unfinished {
  readonly slot: number;
  readonly task: number;
  /** Nanoseconds; null when the task still waited in the buffer. */
  readonly begunAt: number | null;
}

const NOT_BEGUN = -1;

export class OpenWork {
  /** By slot: task to the time its work began. */
  readonly #bySlot: (Map<number, number> | undefined)[] = [];

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
    this.#of(slot).delete(task);
  }

  /** The slot's deliveries are void: forgets those that wait and returns them; what is in hand is finished. */
  abandon(slot: number): number[] {
    const held = this.#of(slot);
    const waiting = [...held].filter(([, at]) => at === NOT_BEGUN).map(([task]) => task);
    for (const task of waiting) held.delete(task);
    return waiting;
  }

  unfinished(): Unfinished[] {
    return this.#bySlot.flatMap((held, slot) =>
      [...(held ?? [])].map(([task, at]) => ({ slot, task, begunAt: at === NOT_BEGUN ? null : at })),
    );
  }

  #of(slot: number): Map<number, number> {
    return (this.#bySlot[slot] ??= new Map());
  }
}
