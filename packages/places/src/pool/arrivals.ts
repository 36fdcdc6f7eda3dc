// How fast connections may arrive: a token bucket for each network and one for all of them, in bounded memory.
import type { Clock, Nanoseconds } from "@fairhare/core";

interface Rate {
  readonly perSecond: number;
  /** Connections after a time without any. */
  readonly burst: number;
}

/** A handshake takes about 3 ms of CPU time, so one network costs less than a tenth of a core. As many agents may start at once. */
const OF_ONE_NETWORK: Rate = { perSecond: 20, burst: 200 };
/** A fifth of a core. */
const OF_ALL: Rate = { perSecond: 60, burst: 600 };
/** Networks whose bucket is remembered. A forgotten one has a full bucket again, so the bucket of all is the limit. */
const MAX_NETWORKS = 1_024;

interface Bucket {
  allowance: number;
  refilledAt: Nanoseconds;
}

export class Arrivals {
  readonly #clock: Clock;
  readonly #all: Bucket;
  /** In the order of their last arrival. */
  readonly #networks = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#all = this.#full(OF_ALL);
  }

  /** Networks that are remembered. */
  get size(): number {
    return this.#networks.size;
  }

  /** Whether another connection of this network may begin its handshake. One that may not takes nothing from the others. */
  admits(network: string): boolean {
    const bucket = this.#networks.get(network) ?? this.#full(OF_ONE_NETWORK);
    this.#networks.delete(network);
    this.#networks.set(network, bucket);
    const [oldest] = this.#networks.keys();
    if (this.#networks.size > MAX_NETWORKS && oldest !== undefined) this.#networks.delete(oldest);
    this.#refill(bucket, OF_ONE_NETWORK);
    this.#refill(this.#all, OF_ALL);
    if (bucket.allowance < 1 || this.#all.allowance < 1) return false;
    bucket.allowance--;
    this.#all.allowance--;
    return true;
  }

  #full({ burst }: Rate): Bucket {
    return { allowance: burst, refilledAt: this.#clock.now() };
  }

  #refill(bucket: Bucket, { perSecond, burst }: Rate): void {
    const now = this.#clock.now();
    bucket.allowance = Math.min(burst, bucket.allowance + ((now - bucket.refilledAt) / 1e9) * perSecond);
    bucket.refilledAt = now;
  }
}

/**
 * What one host can connect from: an IPv4 address, or the first 64 bits of an IPv6 address, because a host may choose the
 * others.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [before = "", after] = address.split("%")[0]?.split("::") ?? [];
  const [first, last] = [groupsOf(before), groupsOf(after ?? "")];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  return [...first, ...zeros, ...last].slice(0, 4).join(":");
}

const groupsOf = (text: string): string[] => text.split(":").filter(Boolean);
