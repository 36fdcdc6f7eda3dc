// Rates of the latest interval, from two views of the tap.
import type { TapConsumer, TapPublisher, TapView } from "@fairhare/observe";

export interface TapRates {
  readonly consumer: (row: TapConsumer) => number | null;
  readonly publisher: (row: TapPublisher) => number | null;
  readonly published: number | null;
  readonly delivered: number | null;
  readonly acked: number | null;
}

/** Per second, from `before` to `after`. */
export function ratesBetween(before: TapView | undefined, after: TapView): TapRates {
  const seconds = before === undefined ? 0 : (after.observedMs - before.observedMs) / 1_000;
  if (before === undefined || seconds <= 0) return UNKNOWN;
  const deliveries = new Map(before.consumers.map((row) => [keyOf(row), row.delivered]));
  const publishes = new Map(before.publishers.map((row) => [row.connection, row.published]));
  const rate = (now: number, then = 0): number => (now - then) / seconds;
  return {
    consumer: (row) => rate(row.delivered, deliveries.get(keyOf(row))),
    publisher: (row) => rate(row.published, publishes.get(row.connection)),
    published: rate(after.ledger.published, before.ledger.published),
    delivered: rate(after.ledger.delivered, before.ledger.delivered),
    acked: rate(after.ledger.acked, before.ledger.acked),
  };
}

const UNKNOWN: TapRates = {
  consumer: () => null,
  publisher: () => null,
  published: null,
  delivered: null,
  acked: null,
};

const keyOf = ({ connection, sinceMs, tag }: TapConsumer): string => JSON.stringify([connection, sinceMs, tag]);
