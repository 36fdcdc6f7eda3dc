// Recognises a published message when it is delivered, by its message id or else by a digest of its body. Equal keys form
// a multiset. Memory is bounded: the oldest publishes are forgotten first, and counted.
import type { MessageKey } from "@fairhare/wire";

/** Published messages that are not delivered yet; about 20 MB. */
const MOST_WAITING = 100_000;
/** Messages that were requeued and not settled since. */
const MOST_REQUEUED = 10_000;
const FORGOTTEN_AT_ONCE = 0.01;

interface Waiting {
  /** Publish times, the oldest first; the ones before `from` are delivered or forgotten. */
  readonly times: number[];
  from: number;
}

export class Recognition {
  readonly #waiting = new Map<MessageKey, Waiting>();
  readonly #requeues = new Map<MessageKey, number>();
  /** Published messages that are remembered. */
  readonly limit: number;
  #size = 0;
  /** Publishes that were forgotten before a delivery was seen. */
  forgotten = 0;
  /** First deliveries of messages that were published through the tap. */
  matched = 0;
  /** First deliveries of messages whose publish was not seen, or is forgotten. */
  unmatched = 0;

  constructor(mostWaiting = MOST_WAITING) {
    this.limit = mostWaiting;
  }

  /** Publishes that no delivery has followed yet. */
  get waiting(): number {
    return this.#size;
  }

  published(key: MessageKey, at: number): void {
    const group = this.#waiting.get(key);
    if (group === undefined) this.#waiting.set(key, { times: [at], from: 0 });
    else group.times.push(at);
    if (++this.#size > this.limit) this.#forgetOldest();
  }

  /** The broker returned the message, so that no delivery follows. */
  withdrawn(key: MessageKey): void {
    this.#takeOldest(key);
  }

  /** The time of the publish; undefined if it was not seen, or is forgotten. */
  delivered(key: MessageKey): number | undefined {
    const at = this.#takeOldest(key);
    if (at === undefined) this.unmatched++;
    else this.matched++;
    return at;
  }

  /** How often the message was requeued since it was last settled, this time included. */
  requeued(key: MessageKey): number {
    const times = (this.#requeues.get(key) ?? 0) + 1;
    this.#requeues.delete(key);
    this.#requeues.set(key, times);
    if (this.#requeues.size > MOST_REQUEUED) this.#forgetRequeues();
    return times;
  }

  settled(key: MessageKey): void {
    if (this.#requeues.size > 0) this.#requeues.delete(key);
  }

  #takeOldest(key: MessageKey): number | undefined {
    const group = this.#waiting.get(key);
    const at = group?.times[group.from];
    if (group === undefined || at === undefined) return undefined;
    this.#size--;
    this.#advance(key, group);
    return at;
  }

  /** A group is removed when it is empty; a long one gives its memory back now and then. */
  #advance(key: MessageKey, group: Waiting): void {
    group.from++;
    if (group.from === group.times.length) this.#waiting.delete(key);
    else if (group.from >= 1_024 && 2 * group.from >= group.times.length) {
      group.times.splice(0, group.from);
      group.from = 0;
    }
  }

  /**
   * Of the keys that were published first. Several at once, because a map that loses its first keys one by one skips the
   * places of all lost keys each time.
   */
  #forgetOldest(): void {
    const least = this.limit - Math.floor(this.limit * FORGOTTEN_AT_ONCE);
    for (const key of this.#waiting.keys()) {
      if (this.#size <= least) return;
      while (this.#size > least && this.#takeOldest(key) !== undefined) this.forgotten++;
    }
  }

  #forgetRequeues(): void {
    const least = MOST_REQUEUED - Math.floor(MOST_REQUEUED * FORGOTTEN_AT_ONCE);
    for (const key of this.#requeues.keys()) {
      if (this.#requeues.size <= least) return;
      this.#requeues.delete(key);
    }
  }
}
