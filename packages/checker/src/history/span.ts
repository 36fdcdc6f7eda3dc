// Spans of time: merge, overlap and remainder. Nanoseconds; an open span ends at Infinity.

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The union of the spans, in the order of time. */
export function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else merged.push({ from, to });
  }
  return merged;
}

/** Length of the part of [from, to] within `spans`, which must be merged. */
export function overlapOf(spans: readonly Span[], from: number, to: number): number {
  let shared = 0;
  for (const span of spans) shared += Math.max(0, Math.min(to, span.to) - Math.max(from, span.from));
  return shared;
}

/** The parts of [from, to] outside `spans`, which must be merged. */
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
