// How evenly a queue was served. Consumers come and go, so each counts by its amount per time that it was subscribed.
import { jainIndex } from "@fairhare/results";
import type { TapConsumer, TapQueue } from "./tap-results.ts";

/** A shorter subscription than this share of the longest one says little. */
const LEAST_PRESENCE = 0.1;
/** Share of a subscription during which the consumer with the longest one was there too: others had other messages. */
const LEAST_OVERLAP = 0.5;

type Row = Pick<TapConsumer, "delivered" | "busyMs" | "sinceMs" | "endedMs">;

export function fairnessOf(consumers: readonly Row[], nowMs: number): TapQueue["fairness"] {
  const compared = comparable(consumers, nowMs);
  const isComparable = compared.length >= 2;
  const busy = compared.flatMap((row) => (row.busyMs === null ? [] : row.busyMs / presence(row, nowMs)));
  return {
    compared: compared.length,
    jainDeliveries: isComparable ? jainIndex(compared.map((row) => row.delivered / presence(row, nowMs))) : null,
    jainBusy: isComparable && busy.length === compared.length ? jainIndex(busy) : null,
  };
}

/** The consumer that was subscribed longest, and those that were there at the same time. */
function comparable(consumers: readonly Row[], nowMs: number): readonly Row[] {
  const [first, ...rest] = consumers.filter((row) => presence(row, nowMs) > 0);
  if (first === undefined) return [];
  const longest = rest.reduce((most, row) => (presence(row, nowMs) > presence(most, nowMs) ? row : most), first);
  const least = LEAST_PRESENCE * presence(longest, nowMs);
  return consumers.filter((row) => {
    const own = presence(row, nowMs);
    const end = Math.min(row.endedMs ?? nowMs, longest.endedMs ?? nowMs);
    return own > 0 && own >= least && end - Math.max(row.sinceMs, longest.sinceMs) >= LEAST_OVERLAP * own;
  });
}

const presence = ({ sinceMs, endedMs }: Row, nowMs: number): number => (endedMs ?? nowMs) - sinceMs;
