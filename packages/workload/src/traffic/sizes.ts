// The size of each message body, or its file: one for all, or drawn from a mix. A pure function of the settings, so that a restarted
// producer publishes the same sizes.
import { assertNever, hashedUniform } from "@fairhare/core";
import type { BodyFiles, TrialSettings } from "../settings.ts";

type SizeSettings = Pick<TrialSettings, "sizeBytes" | "seed">;

/** Independent of the streams of the costs (../work/workload.ts) and of the poison tasks (../work/failures.ts). */
const SIZE_STREAM = 4;
const BODY_STREAM = 5;

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
      const total = totalWeight(sizes);
      return (task) => sizes[indexAt(sizes, hashedUniform(seed, task, SIZE_STREAM) * total)]?.bytes ?? 0;
    }
    default:
      return assertNever(sizeBytes);
  }
}

/** The index of the file that is the body of a task. */
export function createBodyChoice({ files }: BodyFiles, seed: number): (task: number) => number {
  const total = totalWeight(files);
  if (files.length === 1) return () => 0;
  return (task) => indexAt(files, hashedUniform(seed, task, BODY_STREAM) * total);
}

interface Weighted {
  readonly weight: number;
}

export const totalWeight = (parts: readonly Weighted[]): number => parts.reduce((sum, { weight }) => sum + weight, 0);

/** The index of the part whose share of the summed weights contains `point`. */
export function indexAt(parts: readonly Weighted[], point: number): number {
  let below = 0;
  for (let index = 0; index < parts.length; index++) {
    below += parts[index]?.weight ?? 0;
    if (point < below) return index;
  }
  return parts.length - 1;
}

/** The largest body of the trial in bytes, without the digits of the task number in a template. */
export const largestBody = ({ body, sizeBytes }: Pick<TrialSettings, "body" | "sizeBytes">): number =>
  typeof body === "string" ? largestSize(sizeBytes) : Math.max(...body.files.map(({ bytes }) => bytes));

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
