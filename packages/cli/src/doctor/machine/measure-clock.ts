// Measures the monotonic clock with which every event is stamped: cost of a read, and resolution.
import type { ClockFacts } from "./facts.ts";

/** About 10 ms with a fast clock, and 300 ms with a slow one. */
const READS = 100_000;

export function measureClock(
  read: () => bigint = () => process.hrtime.bigint(),
): Pick<ClockFacts, "readNs" | "resolutionNs"> {
  const first = read();
  let last = first;
  let smallest = Infinity;
  for (let reads = 0; reads < READS; reads++) {
    const now = read();
    const step = Number(now - last);
    if (step > 0 && step < smallest) smallest = step;
    last = now;
  }
  return { readNs: Number(last - first) / READS, resolutionNs: Number.isFinite(smallest) ? smallest : 0 };
}
