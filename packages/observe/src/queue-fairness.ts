// How evenly a queue was served. Consumers come and go, so each counts by its amount per time that it was subscribed while
// the queue was served: a consumer of an idle queue gets nothing, and that is not unfair.
import { jainIndex } from "@fairhare/results";
import type { TapConsumer, TapQueue } from "@fairhare/results";

/** A shorter subscription than this share of the longest one says little. */
const LEAST_PRESENCE = 0.1;
/** Share of a subscription during which the consumer with the longest one was there too: others had other messages. */
const LEAST_OVERLAP = 0.5;

/** From the first delivery of the queue to the last delivery or settlement; milliseconds like the rows. */
export interface Service {
  readonly fromMs: number;
  readonly toMs: number;
}

type Row = Pick<TapConsumer, "delivered" | "busyMs" | "sinceMs" | "endedMs">;

export function fairnessOf(consumers: readonly Row[], service: Service): TapQueue["fairness"] {
  const compared = comparable(consumers, service);
  const isComparable = compared.length >= 2;
  const busy = compared.flatMap((row) => (row.busyMs === null ? [] : row.busyMs / presence(row, service)));
  return {
    compared: compared.length,
    jainDeliveries: isComparable ? jainIndex(compared.map((row) => row.delivered / presence(row, service))) : null,
    jainBusy: isComparable && busy.length === compared.length ? jainIndex(busy) : null,
  };
}

/** The consumer that was subscribed longest, and those that were there at the same time. */
function comparable(consumers: readonly Row[], service: Service): readonly Row[] {
  const [first, ...rest] = consumers.filter((row) => presence(row, service) > 0);
  if (first === undefined) return [];
  const longest = rest.reduce((most, row) => (presence(row, service) > presence(most, service) ? row : most), first);
  const least = LEAST_PRESENCE * presence(longest, service);
  return consumers.filter((row) => {
    const own = presence(row, service);
    const shared =
      Math.min(end(row, service), end(longest, service)) - Math.max(begin(row, service), begin(longest, service));
    return own > 0 && own >= least && shared >= LEAST_OVERLAP * own;
  });
}

const begin = ({ sinceMs }: Row, { fromMs }: Service): number => Math.max(sinceMs, fromMs);
const end = ({ endedMs }: Row, { toMs }: Service): number => Math.min(endedMs ?? toMs, toMs);
const presence = (row: Row, service: Service): number => end(row, service) - begin(row, service);
