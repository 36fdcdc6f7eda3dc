// The producer of the fleet in memory: publishes in order, with confirms or without, and comes back after a break.
import type { World } from "./memory-worker.ts";

const WIRE_MS = 0.9;

export class MemoryProducer {
  isAlive = true;
  readonly incarnation: number;
  readonly #world: World;
  readonly #tasks: number;
  readonly #gapMs: number;
  /** Tells one connection from the next. */
  #link = 1;
  #isOpen = true;
  #isClosed = false;
  #next: number;
  readonly #outstanding = new Set<number>();
  /** Closes its channel over its last publish, which a quorum queue then drops. */
  readonly #closesEarly: boolean;

  constructor(incarnation: number, first: number, tasks: number, gapMs: number, world: World) {
    this.incarnation = incarnation;
    this.#world = world;
    this.#tasks = tasks;
    this.#gapMs = gapMs;
    this.#next = first;
    const { settings, random } = world;
    this.#closesEarly = settings.queueType === "quorum" && settings.confirmWindow === 0 && random.float() < 0.5;
    this.#tick();
  }

  get next(): number {
    return this.#next;
  }

  get isFinished(): boolean {
    return this.#next > this.#tasks;
  }

  kill(): void {
    this.isAlive = false;
    this.#loseWire();
  }

  breakLink(): void {
    if (!this.isAlive || this.#isClosed) return;
    this.#loseWire();
    this.#isOpen = false;
    this.#record().disconnected(this.#world.clock.now);
    this.#comeBack();
  }

  /** Asks the broker whether it has processed everything. */
  settle(): void {
    if (this.isAlive && this.#isOpen) this.#record().processed(this.#world.clock.now);
  }

  #comeBack(): void {
    const { clock, broker, settings } = this.#world;
    clock.after(1, () => {
      if (!this.isAlive) return;
      if (!broker.isUp) {
        this.#comeBack();
        return;
      }
      this.#isOpen = true;
      this.#record().connected(clock.now);
      const unanswered = [...this.#outstanding];
      this.#outstanding.clear();
      if (settings.onUnknown === "republish") for (const task of unanswered) this.#publish(task);
    });
  }

  #tick(): void {
    this.#world.clock.after(this.#gapMs, () => {
      if (!this.isAlive || this.isFinished) return;
      if (this.#isOpen) this.#publish(this.#next++);
      if (this.isFinished && this.#closesEarly) this.#close();
      this.#tick();
    });
  }

  #publish(task: number): void {
    const { clock, broker, truth, settings, costOf } = this.#world;
    const confirms = settings.confirmWindow > 0;
    if (truth.attempted.has(task)) truth.republished.add(task);
    truth.attempted.add(task);
    this.#record().attempted(task, clock.now, { costMs: costOf(task) });
    if (confirms) this.#outstanding.add(task);
    else {
      this.#record().handed(clock.now);
      truth.handed.add(task);
      this.#outstanding.add(task);
    }
    const link = this.#link;
    clock.after(WIRE_MS, () => {
      if (link !== this.#link || !broker.isUp) return;
      if (!confirms) this.#outstanding.delete(task);
      const isTaken = broker.publish(task);
      if (confirms) clock.after(WIRE_MS, () => this.#answer(task, link, isTaken));
    });
  }

  #answer(task: number, link: number, isTaken: boolean): void {
    if (link !== this.#link || !this.isAlive) return;
    this.#outstanding.delete(task);
    if (!isTaken) {
      this.#world.truth.nacked.add(task);
      this.#record().nacked(task, this.#world.clock.now);
      return;
    }
    this.#world.truth.confirmed.add(task);
    this.#record().confirmed(task, this.#world.clock.now);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#loseWire("unconfirmed-when-channel-closed");
    this.#isOpen = false;
    this.#isClosed = true;
    this.#record().closed(this.#world.clock.now);
  }

  /** What is on its way is gone. */
  #loseWire(cause = "unconfirmed-when-connection-broke"): void {
    const { settings, truth } = this.#world;
    this.#link++;
    if (settings.confirmWindow > 0) return;
    for (const task of this.#outstanding) truth.destroy(task, cause);
    this.#outstanding.clear();
  }

  #record() {
    return this.#world.run.producer(1, this.incarnation);
  }
}
