// The size of each message body: one for all, or drawn from a mix. A pure function of the settings, so that a restarted
// producer publishes the same sizes.
import { assertNever, hashedUniform } from "@fairhare/core";
import type { TrialSettings, WeightedSize } from "./settings.ts";

type SizeSettings = Pick<TrialSettings, "sizeBytes" | "seed">;

/** Independent of the streams of the costs (workload.ts) and of the poison tasks (failures.ts). */
const SIZE_STREAM = 4;

/** Bytes of the body of a task; 0 is the shortest body that fits. */
export function createSizes({ sizeBytes, seed }: SizeSettings): (task: number) => number {
  if (typeof sizeBytes === "number") return () => sizeBytes;
  switch (sizeBytes.kind) {
    case "uniform": {
      const { minBytes, maxBytes } = sizeBytes;
      const count = maxBytes - minBytes + 1;
      return (task) => minBytes + Math.min(count - 1, Math.floor(hashedUniform(seed, task, SIZE_STREAM) * count));
    }
    case "weighted": {
      const { sizes } = sizeBytes;
      const total = sizes.reduce((sum, { weight }) => sum + weight, 0);
      return (task) => sizeAt(sizes, hashedUniform(seed, task, SIZE_STREAM) * total);
    }
    default:
      return assertNever(sizeBytes);
  }
}

/** The size whose share of the summed weights contains `point`. */
function sizeAt(sizes: readonly WeightedSize[], point: number): number {
  let below = 0;
  for (const { bytes, weight } of sizes) {
    below += weight;
    if (point < below) return bytes;
  }
  return sizes.at(-1)?.bytes ?? 0;
}

export const largestSize = (size: TrialSettings["sizeBytes"]): number => Math.max(...extremesOf(size));

/** Without sizes of 0, which have no padding; 0 if there is no other. */
export function smallestSize(size: TrialSettings["sizeBytes"]): number {
  const padded = extremesOf(size).filter((bytes) => bytes > 0);
  return padded.length === 0 ? 0 : Math.min(...padded);
}

function extremesOf(size: TrialSettings["sizeBytes"]): readonly number[] {
  if (typeof size === "number") return [size];
  return size.kind === "uniform" ? [size.minBytes, size.maxBytes] : size.sizes.map(({ bytes }) => bytes);
}
