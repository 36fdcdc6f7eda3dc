// The time that the charts of the tap show, which may be seconds or days.
import { formatCount } from "@fairhare/core";
import type { RateHistory, RatePoint } from "@fairhare/observe";
import type { View } from "../trial/zoom.tsx";

export const WINDOWS = ["last 5 minutes", "whole time"] as const;
export type WindowName = (typeof WINDOWS)[number];

const RECENT_MS = 300_000;
/** Milliseconds that a chart shows at least. */
const SHORTEST_MS = 10_000;

export function windowOf(
  name: WindowName,
  { recent, whole }: RateHistory,
  observedMs: number,
): { readonly points: readonly RatePoint[]; readonly whole: View } {
  const to = Math.max(SHORTEST_MS, observedMs);
  if (name === "whole time") return { points: whole, whole: [0, to] };
  const from = Math.max(0, to - RECENT_MS);
  // At first, the samples of the whole time are the closer ones.
  const points = [recent, whole.filter(([at]) => at >= from)].toSorted((a, b) => b.length - a.length)[0] ?? [];
  return { points, whole: [from, to] };
}

/** `90 s`, `12 min`, `12 min 30 s`, `3 h 20 min`, `2 d 4 h`. */
export function elapsedText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return pair(seconds, 60, "min", "s");
  if (seconds < 172_800) return pair(Math.round(seconds / 60), 60, "h", "min");
  return pair(Math.round(seconds / 3_600), 24, "d", "h");
}

const pair = (total: number, size: number, large: string, small: string): string => {
  const rest = total % size;
  return `${formatCount(Math.floor(total / size))} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
};
