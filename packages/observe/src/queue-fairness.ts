// How evenly a queue was served. Consumers come and go, so each counts by its amount per time that it was subscribed.
import { jainIndex } from "@fairhare/results";
import type { TapConsumer, TapQueue } from "./tap-results.ts";

/** A shorter subscription than this share of the longest one says little. */
const LEAST_PRESENCE = 0.1;

type Row = Pick<TapConsumer, "delivered" | "busyMs" | "sinceMs" | "endedMs">;

export function fairnessOf(consumers: readonly Row[], nowMs: number): TapQueue["fairness"] {
  const presence = ({ sinceMs, endedMs }: Row): number => (endedMs ?? nowMs) - sinceMs;
  const longest = Math.max(0, ...consumers.map(presence));
  const compared = consumers.filter((row) => presence(row) > 0 && presence(row) >= LEAST_PRESENCE * longest);
  const isComparable = compared.length >= 2;
  const busy = compared.flatMap((row) => (row.busyMs === null ? [] : row.busyMs / presence(row)));
  return {
    compared: compared.length,
    jainDeliveries: isComparable ? jainIndex(compared.map((row) => row.delivered / presence(row))) : null,
    jainBusy: isComparable && busy.length === compared.length ? jainIndex(busy) : null,
  };
}
