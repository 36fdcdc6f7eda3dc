// The consumers of one queue in a few numbers, for fleets that are too large to be read row by row.
import type { TapConsumer } from "@fairhare/observe";

export interface ConsumerGroup {
  /** Consumers that are subscribed; the other numbers are of them. */
  readonly open: number;
  /** Without any delivery so far. */
  readonly unused: number;
  /** With a delivery in hand now; consumers without acks never count. */
  readonly busy: number;
  /** Shares of their deliveries; null without any. */
  readonly shares: { readonly least: number; readonly median: number; readonly most: number } | null;
  /** The one with the largest share. */
  readonly mostName: string;
}

export function groupOf(all: readonly TapConsumer[]): ConsumerGroup {
  const open = all.filter(({ endedMs }) => endedMs === null).toSorted((a, b) => a.delivered - b.delivered);
  const total = open.reduce((sum, { delivered }) => sum + delivered, 0);
  const at = (share: number): number => (open[Math.floor(share * (open.length - 1))]?.delivered ?? 0) / total;
  return {
    open: open.length,
    unused: open.filter(({ delivered }) => delivered === 0).length,
    busy: open.filter(({ unacked }) => unacked > 0).length,
    shares: total === 0 ? null : { least: at(0), median: at(0.5), most: at(1) },
    mostName: open.at(-1)?.client ?? "",
  };
}
