// Counts the deliveries that the slots of one process hold on open connections, in work or in the prefetch buffer.

export class HeldDeliveries {
  readonly #held: number[] = [];
  /** Time of the slot's last connection loss, nanoseconds. */
  readonly #lostAt: number[] = [];

  deliver(slot: number): void {
    this.#held[slot] = (this.#held[slot] ?? 0) + 1;
  }

  /**
   * Ignores work that began before the last connection loss: `lose` has removed its delivery already.
   * Without simulated work, `begunAt` is the time of the delivery.
   */
  finish(slot: number, begunAt: number): void {
    if (begunAt < (this.#lostAt[slot] ?? -Infinity)) return;
    this.#held[slot] = Math.max(0, (this.#held[slot] ?? 0) - 1);
  }

  /** The connection is lost: RabbitMQ requeues everything that the slot held. */
  lose(slot: number, at: number): void {
    this.#held[slot] = 0;
    this.#lostAt[slot] = at;
  }

  /** Deliveries over all slots. */
  get held(): number {
    return this.#held.reduce((sum, count) => sum + (count ?? 0), 0);
  }
}
