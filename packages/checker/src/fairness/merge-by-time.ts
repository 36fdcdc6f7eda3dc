// Visits the records of many shards in the order of time without copying them: a binary heap of cursors. A record with
// an earlier time than the record before it in its shard is visited at the time of that record.
import type { ShardReader } from "@fairhare/protocol";

export interface Source {
  readonly shard: ShardReader;
  /** When the shard's process ended (nanoseconds); null to skip its end. */
  readonly endedAt: number | null;
}

/** Receives the source's index and the time. With `ended` the process has ended; otherwise the cursor is on the record. */
export type Visit = (source: number, at: number, ended: boolean) => void;

export function mergeByTime(sources: readonly Source[], visit: Visit): void {
  const times = new Float64Array(sources.length);
  const ended = new Uint8Array(sources.length);
  const heap: number[] = [];

  /** Moves a source to its next time; false after the last one. */
  const advance = (index: number): boolean => {
    const { shard, endedAt } = sources[index] as Source;
    const now = times[index] ?? 0;
    if (shard.next()) times[index] = Math.max(now, shard.at);
    else if (endedAt !== null && ended[index] === 0) {
      ended[index] = 1;
      times[index] = Math.max(now, endedAt);
    } else return false;
    return true;
  };
  /** Equal times keep the order of the sources, so that a publish comes before its delivery. */
  const precedes = (a: number, b: number): boolean => {
    const timeOfA = times[a] ?? 0;
    const timeOfB = times[b] ?? 0;
    return timeOfA < timeOfB || (timeOfA === timeOfB && a < b);
  };
  const sink = (from: number): void => {
    const item = heap[from] ?? 0;
    let position = from;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
      if (!precedes(heap[child] ?? 0, item)) break;
      heap[position] = heap[child] ?? 0;
      position = child;
    }
    heap[position] = item;
  };

  for (const [index, { shard }] of sources.entries()) {
    shard.rewind();
    if (advance(index)) heap.push(index);
  }
  for (let position = (heap.length >> 1) - 1; position >= 0; position--) sink(position);
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    visit(top, times[top] ?? 0, ended[top] === 1);
    if (!advance(top)) {
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return;
      heap[0] = last;
    }
    sink(0);
  }
}
