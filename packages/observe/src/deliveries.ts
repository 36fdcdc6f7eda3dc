// The deliveries that no ack covers yet, over all connections. Each has an index, which the reader carries as the label of
// its delivery tag. Memory follows the largest number that was outstanding at the same time.
import type { MessageKey } from "@fairhare/wire";
import type { ConsumerTally } from "./consumer-tally.ts";

/** The first delivery of a chain; −1 for none. A channel has one chain, so that its end finds its deliveries. */
export interface Chain {
  first: number;
}

const INITIAL_CAPACITY = 256;
const NONE = -1;

export class Deliveries {
  /** Of each outstanding delivery; nanoseconds. */
  deliveredAt = new Float64Array(INITIAL_CAPACITY);
  /** 1 if the consumer had nothing in hand and cannot have been working when the delivery arrived. */
  isFresh = new Uint8Array(INITIAL_CAPACITY);
  isRedelivered = new Uint8Array(INITIAL_CAPACITY);
  readonly #consumers: (ConsumerTally | undefined)[] = [];
  readonly #keys: (MessageKey | undefined)[] = [];
  #next = new Int32Array(INITIAL_CAPACITY);
  #previous = new Int32Array(INITIAL_CAPACITY);
  /** The first free place; free places are chained through `#next`. */
  #free = NONE;
  #used = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(chain: Chain, consumer: ConsumerTally, key: MessageKey, at: number): number {
    const index = this.#take();
    this.deliveredAt[index] = at;
    this.#consumers[index] = consumer;
    this.#keys[index] = key;
    this.#previous[index] = NONE;
    this.#next[index] = chain.first;
    if (chain.first !== NONE) this.#previous[chain.first] = index;
    chain.first = index;
    this.#size++;
    return index;
  }

  remove(chain: Chain, index: number): void {
    const next = this.#next[index] as number;
    const previous = this.#previous[index] as number;
    if (previous === NONE) chain.first = next;
    else this.#next[previous] = next;
    if (next !== NONE) this.#previous[next] = previous;
    this.#consumers[index] = undefined;
    this.#keys[index] = undefined;
    this.#next[index] = this.#free;
    this.#free = index;
    this.#size--;
  }

  consumer(index: number): ConsumerTally | undefined {
    return this.#consumers[index];
  }

  key(index: number): MessageKey | undefined {
    return this.#keys[index];
  }

  /** All outstanding deliveries. */
  each(visit: (consumer: ConsumerTally, deliveredAt: number) => void): void {
    for (let index = 0; index < this.#used; index++) {
      const consumer = this.#consumers[index];
      if (consumer !== undefined) visit(consumer, this.deliveredAt[index] as number);
    }
  }

  #take(): number {
    if (this.#free !== NONE) {
      const index = this.#free;
      this.#free = this.#next[index] as number;
      return index;
    }
    if (this.#used === this.deliveredAt.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const capacity = 2 * this.deliveredAt.length;
    this.deliveredAt = enlarged(this.deliveredAt, new Float64Array(capacity));
    this.isFresh = enlarged(this.isFresh, new Uint8Array(capacity));
    this.isRedelivered = enlarged(this.isRedelivered, new Uint8Array(capacity));
    this.#next = enlarged(this.#next, new Int32Array(capacity));
    this.#previous = enlarged(this.#previous, new Int32Array(capacity));
  }
}

function enlarged<T extends Float64Array | Uint8Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
