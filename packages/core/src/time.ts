// Time as the history knows it, and the port it is read from. Durations as people write them: `100ms`, `1.5s`, `2m`, `250us`.

declare const brand: unique symbol;

/**
 * Nanoseconds, as a double: a duration, or an instant on the host's monotonic clock (shared by all
 * processes of the host). Exact to 1 ns up to 104 days of uptime, to 2 ns up to 208 days.
 */
export type Nanoseconds = number & { readonly [brand]: "Nanoseconds" };

export const nanoseconds = (value: number): Nanoseconds => value as Nanoseconds;
export const fromMilliseconds = (value: number): Nanoseconds => nanoseconds(value * 1e6);
export const fromSeconds = (value: number): Nanoseconds => nanoseconds(value * 1e9);
export const toMilliseconds = (value: Nanoseconds): number => value / 1e6;
export const toSeconds = (value: Nanoseconds): number => value / 1e9;

/** Where the current time comes from; pure code receives it, so that a simulator can drive it. */
export interface Clock {
  now(): Nanoseconds;
}

const NANOSECONDS_PER_UNIT = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(us|ms|s|m)$/;

/**
 * Reads a duration with its unit; `undefined` for anything else: a bare number, which has no unit, and what is longer
 * than 104 days, where a nanosecond cannot be told from the next.
 */
export function parseDuration(text: string): Nanoseconds | undefined {
  const match = DURATION.exec(text.trim());
  if (!match?.[1] || !match[2]) return undefined;
  const value = Math.round(Number(match[1]) * NANOSECONDS_PER_UNIT[match[2] as keyof typeof NANOSECONDS_PER_UNIT]);
  return Number.isSafeInteger(value) ? nanoseconds(value) : undefined;
}

/** The shortest exact text that `parseDuration` reads back to the same value (to the nanosecond in µs). */
export function formatDuration(duration: Nanoseconds): string {
  for (const unit of ["m", "s", "ms"] as const) {
    if (duration !== 0 && duration % NANOSECONDS_PER_UNIT[unit] === 0)
      return `${duration / NANOSECONDS_PER_UNIT[unit]}${unit}`;
  }
  if (duration >= 1e9) return `${duration / 1e9}s`;
  if (duration >= 1e6 || duration === 0) return `${duration / 1e6}ms`;
  return `${duration / 1e3}us`;
}
