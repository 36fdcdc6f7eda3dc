// How fast the backlog grew while the producers published: publishes minus completions per second, from the timeline of a
// run. Pure.
import type { RunResult } from "@fairhare/results";

/** The first part of the publishing fills the queue, the prefetch buffers and the network. */
const SETTLED_FROM = 0.25;

export interface BacklogGrowth {
  /** Tasks per second; below 0 while a backlog shrinks. */
  readonly perSecond: number;
  /** Length of the observed part, seconds. */
  readonly seconds: number;
}

/** Over the last three quarters of the publishing. Null if the timeline has too few windows to tell. */
export function backlogGrowth(
  { windowMs, published, completed }: RunResult["timeline"],
  publishingSeconds: number,
): BacklogGrowth | null {
  // Windows that lie completely in the observed part.
  const first = Math.ceil((publishingSeconds * 1e3 * SETTLED_FROM) / windowMs);
  const end = Math.min(published.length, Math.floor((publishingSeconds * 1e3) / windowMs));
  if (end - first < 2) return null;
  const seconds = ((end - first) * windowMs) / 1e3;
  const grown = sumOf(published.slice(first, end)) - sumOf(completed.slice(first, end));
  return { perSecond: grown / seconds, seconds };
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
