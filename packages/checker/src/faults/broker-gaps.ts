// How long nobody could publish and nobody could consume after a fault of the broker or of its nodes. Reads the shards a second
// time, only for runs with such faults.
import { EventKind, type ShardReader } from "@fairhare/protocol";
import { addsWorkers, type Occurrence } from "../history/faults/occurrence.ts";

/** Nanoseconds; null when nothing was published, or delivered, after the fault. */
export interface BrokerGaps {
  readonly publish: number | null;
  readonly consume: number | null;
}

interface Shards {
  readonly producers: readonly ShardReader[];
  readonly workers: readonly ShardReader[];
}

/** By occurrence (in the order of time); undefined for other faults. */
export function brokerGaps(
  occurrences: readonly Occurrence[],
  { producers, workers }: Shards,
): (BrokerGaps | undefined)[] {
  if (!occurrences.some(isOfBroker)) return occurrences.map(() => undefined);
  const confirmed = timesOf(producers, EventKind.confirmed);
  // With publisher confirms, the socket takes publishes that the broker may never accept.
  const published = confirmed.length > 0 ? confirmed : timesOf(producers, EventKind.handed);
  const delivered = timesOf(workers, EventKind.delivered);
  const publishingEnd = timesOf(producers, EventKind.attempted).at(-1) ?? -Infinity;
  const deliveringEnd = delivered.at(-1) ?? -Infinity;
  const breaking = occurrences.filter((occurrence) => !addsWorkers(occurrence));
  return occurrences.map((occurrence) => {
    if (!isOfBroker(occurrence)) return undefined;
    const { beganAt } = occurrence;
    const until = breaking.find((other) => other.beganAt > beganAt)?.beganAt ?? Infinity;
    return {
      publish: longestGap(published, beganAt, Math.min(until, Math.max(publishingEnd, published.at(-1) ?? 0))),
      consume: longestGap(delivered, beganAt, Math.min(until, deliveringEnd)),
    };
  });
}

const isOfBroker = ({ plan }: Occurrence): boolean => plan?.role === "broker" || plan?.role === "node";

/** In the order of time. */
function timesOf(shards: readonly ShardReader[], kind: EventKind): Float64Array {
  const times: number[] = [];
  for (const shard of shards) {
    shard.rewind();
    while (shard.next()) if (shard.kind === kind) times.push(shard.at);
  }
  return Float64Array.from(times).toSorted();
}

/** Between events from `from` to `until`, both as if they were events; null if `until` is not later. */
function longestGap(times: Float64Array, from: number, until: number): number | null {
  if (until <= from) return null;
  let longest = 0;
  let previous = from;
  for (const at of times) {
    if (at <= from) continue;
    if (at >= until) break;
    longest = Math.max(longest, at - previous);
    previous = at;
  }
  return Math.max(longest, until - previous);
}
