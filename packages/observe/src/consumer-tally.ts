// What one consumer did, as far as its connection shows. A serial worker is busy while it has a delivery in hand, so that
// its busy time needs no word from the worker.
import { LatencyRecorder } from "@fairhare/checker";
import { fromMilliseconds } from "@fairhare/core";
import { Settlement } from "@fairhare/wire";
import type { ConnectionIdentity } from "./connection-identity.ts";

/**
 * How a consumer ended. `cut`: its connection ended without connection.close. `unread`: its connection could not be read
 * any further.
 */
export type ConsumerEnd = "cancelled" | "cancelled-by-broker" | "closed" | "closed-by-broker" | "cut" | "unread";

export interface ConsumerIdentity extends ConnectionIdentity {
  readonly tag: string;
  readonly queue: string;
  /** True for the basic.get calls of a channel, which are counted as one consumer. */
  readonly isPolling: boolean;
  readonly noAck: boolean;
  /** 0 is unlimited; null if the client never sent basic.qos before, which is unlimited too. */
  readonly prefetch: number | null;
  /** The limit is shared by the consumers of the channel. */
  readonly prefetchIsGlobal: boolean;
  /** The argument x-priority; null if there is none. */
  readonly priority: number | null;
}

/** An idle time below this may be a short pause of a worker. */
const SHORTEST_IDLE = fromMilliseconds(10);
const LONG = fromMilliseconds(10);
const DIGITS = 2;
const COUNTS = [
  "delivered",
  "redelivered",
  "acked",
  "refused",
  "requeued",
  "recovered",
  "cut",
  "closed",
  "unread",
  "forgotten",
] as const satisfies readonly (keyof ConsumerTally)[];

export class ConsumerTally {
  readonly identity: ConsumerIdentity;
  /** Nanoseconds, like all times here. */
  readonly since: number;
  /** As in its identity, unless a later basic.qos has changed the limit of its channel. */
  prefetch: number | null;
  prefetchIsGlobal: boolean;
  endedAt: number | null = null;
  end: ConsumerEnd | null = null;
  /** It was cancelled, and its channel is still open without any other consumer. */
  isAbandoned = false;
  delivered = 0;
  /** Deliveries with the flag `redelivered`. */
  redelivered = 0;
  acked = 0;
  /** nack or reject without requeue. */
  refused = 0;
  /** nack or reject with requeue. */
  requeued = 0;
  /** basic.recover. */
  recovered = 0;
  /** In hand when its connection broke. */
  cut = 0;
  /** In hand when its channel or its connection was closed properly. */
  closed = 0;
  /** In hand when its connection could not be read any further. */
  unread = 0;
  unacked = 0;
  mostUnacked = 0;
  firstDeliveredAt = Infinity;
  lastDeliveredAt = -Infinity;
  lastSettledAt = -Infinity;
  /** The work of deliveries that had reached an idle consumer. */
  readonly freshWork = new LatencyRecorder(DIGITS);
  /** Settled deliveries that had found the consumer busy; those of them that took 10 ms or more, and their time. */
  behind = 0;
  longBehind = 0;
  longBehindTime = 0;
  /** Settled deliveries that had found nothing in hand for a while, and yet took long: their work began at the delivery. */
  begunAtDelivery = 0;
  /** Fresh deliveries that were settled after the first of those. */
  freshSince = 0;
  /** Deliveries that were in hand for long when their channel ended, although later ones had been settled. */
  forgotten = 0;
  readonly timeToAck = new LatencyRecorder(DIGITS);
  /** From the delivery, or from the settlement before if that was later, to the settlement: the work of a serial worker. */
  readonly work = new LatencyRecorder(DIGITS);
  #busy = 0;
  #busySince = 0;
  #longestWork = SHORTEST_IDLE as number;

  constructor(identity: ConsumerIdentity, since: number) {
    this.identity = identity;
    this.prefetch = identity.prefetch;
    this.prefetchIsGlobal = identity.prefetchIsGlobal;
    this.since = since;
  }

  /** Whether the consumer was idle for longer than its longest task, so that it cannot be working. */
  deliver(at: number, isRedelivered: boolean): boolean {
    this.delivered++;
    if (at < this.firstDeliveredAt) this.firstDeliveredAt = at;
    this.lastDeliveredAt = at;
    if (isRedelivered) this.redelivered++;
    if (this.identity.noAck) return false;
    const isFresh = this.unacked === 0 && at - this.lastSettledAt > this.#longestWork;
    if (this.unacked === 0) this.#busySince = at;
    this.unacked++;
    if (this.unacked > this.mostUnacked) this.mostUnacked = this.unacked;
    return isFresh;
  }

  settle(how: Settlement, deliveredAt: number, isFresh: boolean, at: number): void {
    const work = at - Math.max(deliveredAt, this.lastSettledAt);
    // The other deliveries of an ack with `multiple` would count as no work.
    if (at > this.lastSettledAt) {
      this.work.record(work);
      if (work > this.#longestWork) this.#longestWork = work;
      // Of a task whose ack was sent before its work, no more is left at the next delivery than its time.
      const idle = deliveredAt - this.lastSettledAt;
      if (work >= LONG && Number.isFinite(idle) && idle > work / 4 && idle + work > 1.25 * this.#longestWork)
        this.begunAtDelivery++;
      if (isFresh) {
        this.freshWork.record(work);
        if (this.begunAtDelivery > 0) this.freshSince++;
      } else this.#countBehind(work);
    }
    if (how === Settlement.acked) {
      this.acked++;
      this.timeToAck.record(at - deliveredAt);
    } else if (how === Settlement.nackedToQueue || how === Settlement.rejectedToQueue) this.requeued++;
    else if (how === Settlement.recovered) this.recovered++;
    else this.refused++;
    this.lastSettledAt = at;
    this.#release(at);
  }

  /** The channel or connection of a delivery has ended. */
  lose(end: ConsumerEnd, at: number): void {
    if (end === "cut") this.cut++;
    else if (end === "unread") this.unread++;
    else this.closed++;
    this.#release(at);
  }

  finish(end: ConsumerEnd, at: number): void {
    this.end ??= end;
    this.endedAt ??= at;
  }

  /** Nanoseconds with at least one delivery in hand, up to `at`; null without acks: the wire does not show it. */
  busy(at: number): number | null {
    if (this.identity.noAck) return null;
    return this.#busy + (this.unacked > 0 ? at - this.#busySince : 0);
  }

  /** Nanoseconds from basic.consume to the end of the consumer, or to `at`. */
  present(at: number): number {
    return Math.max(0, (this.endedAt ?? at) - this.since);
  }

  /** Adds the counts of a consumer that has ended. */
  absorb(other: ConsumerTally): void {
    for (const count of COUNTS) this[count] += other[count];
    this.mostUnacked = Math.max(this.mostUnacked, other.mostUnacked);
    this.timeToAck.add(other.timeToAck);
    this.work.add(other.work);
    this.#busy += other.#busy;
  }

  #countBehind(work: number): void {
    this.behind++;
    if (work < LONG) return;
    this.longBehind++;
    this.longBehindTime += work;
  }

  #release(at: number): void {
    this.unacked--;
    if (this.unacked === 0) this.#busy += at - this.#busySince;
  }
}
