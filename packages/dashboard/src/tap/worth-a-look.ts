// Of hundreds of consumers, those that a reader wants to see: the extremes of everything that the table shows, taken in
// turn until the table is full.
import type { TapConsumer } from "@fairhare/observe";

const MEASURES: readonly ((row: TapConsumer) => number)[] = [
  ({ delivered }) => delivered,
  ({ unacked }) => unacked,
  ({ timeToAckMs }) => timeToAckMs.p99 ?? -1,
  ({ redelivered }) => redelivered,
  ({ forgotten }) => forgotten,
  // A consumer that gets less than the others is as remarkable as one that gets more.
  ({ deliveryShare }) => -(deliveryShare ?? 0),
];

/** All of them if there are at most `most`; consumers that are subscribed come before those that have ended. */
export function worthALook(rows: readonly TapConsumer[], most: number): TapConsumer[] {
  const [open, ended] = [
    rows.filter(({ endedMs }) => endedMs === null),
    rows.filter(({ endedMs }) => endedMs !== null),
  ];
  const chosen = new Set(extremesOf(open, most));
  for (const row of extremesOf(ended, most - chosen.size)) chosen.add(row);
  return [...chosen];
}

function extremesOf(rows: readonly TapConsumer[], most: number): readonly TapConsumer[] {
  if (rows.length <= most) return rows;
  const orders = MEASURES.map((measure) => rows.toSorted((a, b) => measure(b) - measure(a)));
  const chosen = new Set<TapConsumer>();
  for (let place = 0; chosen.size < most; place++)
    for (const order of orders) {
      const row = order[place];
      if (row !== undefined && chosen.size < most) chosen.add(row);
    }
  return [...chosen];
}
