// The bars of the busy shares of a fleet: one per worker, or for a large fleet one per group of workers in the order of
// their shares, because a thousand bars cannot be told apart.
import { formatCount, formatShare } from "@fairhare/core";
import type { WorkerResult } from "@fairhare/results";

/** In a larger fleet each bar is a group of workers. */
const BARS_AT_MOST = 100;

interface ShareBar {
  /** Slot of the worker, or rank of the first worker of the group. */
  readonly number: number;
  /** The mean of a group; from 0 to 1. */
  readonly share: number;
  /** `worker 3: 25 %`, `workers ranked 1 to 10 by share: 0.2 % each`. */
  readonly title: string;
}

export interface ShareBars {
  readonly bars: readonly ShareBar[];
  /** Name of the axis along the bars. */
  readonly axis: string;
}

export function shareBars(workers: readonly WorkerResult[]): ShareBars {
  if (workers.length <= BARS_AT_MOST) {
    const bars = workers.map(({ slot, busyShare }) => ({
      number: slot,
      share: busyShare ?? 0,
      title: `worker ${slot}: ${formatShare(busyShare)}`,
    }));
    return { bars, axis: "worker" };
  }
  const shares = Float64Array.from(workers, ({ busyShare }) => busyShare ?? 0)
    .toSorted()
    .toReversed();
  const size = Math.ceil(workers.length / BARS_AT_MOST);
  const bars = Array.from({ length: Math.ceil(workers.length / size) }, (_, index): ShareBar => {
    const group = shares.subarray(index * size, (index + 1) * size);
    const share = group.reduce((sum, one) => sum + one, 0) / group.length;
    const first = index * size + 1;
    const last = first + group.length - 1;
    return {
      number: first,
      share,
      title: `workers ranked ${formatCount(first)} to ${formatCount(last)} by share: ${formatShare(share)} each`,
    };
  });
  return { bars, axis: `workers from the busiest to the least busy, ${size} per bar` };
}
