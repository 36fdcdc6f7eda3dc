// The nodes of the simulated broker, one or several: which run, which are paused or cut off, and which see each other.

export type PartitionHandling = "ignore" | "pause-minority" | "autoheal";

export class Nodes {
  /** From 1. */
  readonly numbers: readonly number[];
  readonly handling: PartitionHandling;
  readonly #down = new Set<number>();
  readonly #paused = new Set<number>();
  readonly #cut = new Set<number>();
  /** RabbitMQ is stopped in the running Erlang machine. */
  readonly #suspended = new Set<number>();
  /** By node: what its processes do when it runs again. */
  readonly #uponResume = new Map<number, (() => void)[]>();

  constructor(count: number, handling: PartitionHandling) {
    this.numbers = Array.from({ length: count }, (_, index) => index + 1);
    this.handling = handling;
  }

  set(node: number, state: "down" | "paused" | "cut" | "suspended", isIt: boolean): void {
    const nodes = { down: this.#down, paused: this.#paused, cut: this.#cut, suspended: this.#suspended }[state];
    if (isIt) nodes.add(node);
    else nodes.delete(node);
    if (state === "paused" && !isIt) for (const act of this.#uponResume.get(node)?.splice(0) ?? []) act();
  }

  isUp(node: number): boolean {
    return !this.#down.has(node);
  }

  isPaused(node: number): boolean {
    return this.#paused.has(node);
  }

  isCut(node: number): boolean {
    return this.#cut.has(node);
  }

  isSuspended(node: number): boolean {
    return this.#suspended.has(node);
  }

  /** RabbitMQ runs in the node, or would if the node were not paused. */
  serves(node: number): boolean {
    return this.isUp(node) && !this.isSuspended(node);
  }

  isAwake(node: number): boolean {
    return this.serves(node) && !this.isPaused(node);
  }

  /** Both run, and no cut is between them. A paused node stays connected. */
  areConnected(one: number, other: number): boolean {
    return this.serves(one) && this.serves(other) && this.areOnOneSide(one, other);
  }

  areOnOneSide(one: number, other: number): boolean {
    return one === other || (!this.isCut(one) && !this.isCut(other));
  }

  /** Whether the node and those that it sees are more than half of the cluster. */
  hasMajority(node: number): boolean {
    const seen = this.numbers.filter((other) => this.isUp(other) && this.areOnOneSide(node, other));
    return seen.length > this.numbers.length / 2;
  }

  /** Nodes that serve clients and see the majority, in their order; else those that run at all. */
  get available(): readonly number[] {
    const awake = this.numbers.filter((node) => this.isUp(node) && !this.isPaused(node));
    const connected = awake.filter((node) => !this.isCut(node));
    return connected.length > 0 ? connected : awake;
  }

  get isWhole(): boolean {
    return this.numbers.every((node) => this.isAwake(node) && !this.isCut(node));
  }

  /** Acts at once, or when the node is not paused any more. */
  whenResumed(node: number, act: () => void): void {
    if (!this.isPaused(node)) act();
    else this.#uponResume.set(node, [...(this.#uponResume.get(node) ?? []), act]);
  }
}
