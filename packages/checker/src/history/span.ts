// Stretches of time and what they share. Nanoseconds; a span that was never closed ends at Infinity.

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** In order, and none touching the next. */
export function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else merged.push({ from, to });
  }
  return merged;
}

/** How much of [from, to] lies within `spans`, which are merged. */
export function overlapOf(spans: readonly Span[], from: number, to: number): number {
  let shared = 0;
  for (const span of spans) shared += Math.max(0, Math.min(to, span.to) - Math.max(from, span.from));
  return shared;
}

/** The parts of [from, to] outside `spans`, which are merged; [from, to] itself where they do not meet. */
export function outsideOf(spans: readonly Span[], from: number, to: number): Span[] {
  const parts: Span[] = [];
  let at = from;
  for (const span of spans) {
    if (span.to <= at || span.from >= to) continue;
    if (span.from > at) parts.push({ from: at, to: span.from });
    at = Math.max(at, span.to);
  }
  if (at < to) parts.push({ from: at, to });
  return parts;
}
