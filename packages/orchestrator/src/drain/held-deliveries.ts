// How many deliveries the slots of one process hold on connections that still stand: in hand or in the buffer.

export class HeldDeliveries {
  readonly #held: number[] = [];
  /** When the slot's connection was lost last; nanoseconds. */
  readonly #lostAt: number[] = [];

  deliver(slot: number): void {
    this.#held[slot] = (this.#held[slot] ?? 0) + 1;
  }

  /**
   * Work that began before the connection was lost belongs to a delivery that `lose` has taken away already. Without
   * work, deliveries end when they come.
   */
  finish(slot: number, begunAt: number): void {
    if (begunAt < (this.#lostAt[slot] ?? -Infinity)) return;
    this.#held[slot] = Math.max(0, (this.#held[slot] ?? 0) - 1);
  }

  /** What the slot had is the broker's to give to others now. */
  lose(slot: number, at: number): void {
    this.#held[slot] = 0;
    this.#lostAt[slot] = at;
  }

  /** Over all slots. */
  get held(): number {
    return this.#held.reduce((sum, count) => sum + (count ?? 0), 0);
  }
}
