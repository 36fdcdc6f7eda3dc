// Measures what a synced write costs in a directory: a file of 4 KiB blocks, with fdatasync after each write.
import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SyncCost } from "./facts.ts";

/** Enough for a 99th percentile that is not the maximum. */
const MOST_WRITES = 200;
const LEAST_WRITES = 3;
/** A slow disk takes 30 ms for a sync; the rest of the writes is left out then. */
const LIMIT_MS = 2_000;
const BLOCK_BYTES = 4_096;

/** Null if the directory is not writable. Leaves nothing behind. */
export async function measureSync(
  directory: string,
  now: () => number = () => performance.now(),
): Promise<SyncCost | null> {
  let created: string | undefined;
  try {
    created = await mkdtemp(join(directory, "fairhare-sync-"));
    await using file = await open(join(created, "block"), "w");
    const durations: number[] = [];
    const began = now();
    const block = Buffer.alloc(BLOCK_BYTES, 1);
    while (durations.length < MOST_WRITES && (durations.length < LEAST_WRITES || now() - began < LIMIT_MS)) {
      const start = now();
      await file.write(block);
      await file.datasync();
      durations.push(now() - start);
    }
    return syncCost(durations);
  } catch {
    return null;
  } finally {
    if (created !== undefined) await rm(created, { recursive: true, force: true }).catch(() => undefined);
  }
}

export function syncCost(durationsMs: readonly number[]): SyncCost {
  const sorted = durationsMs.toSorted((one, other) => one - other);
  /** Nearest rank. */
  const quantile = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { writes: sorted.length, medianMs: quantile(0.5), p99Ms: quantile(0.99) };
}
