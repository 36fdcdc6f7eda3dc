// The unit of time in the history, the clock as a port, and durations as text: `100ms`, `1.5s`, `2m`, `250us`.

declare const brand: unique symbol;

/**
 * A duration, or a time on the host's monotonic clock, which all processes of the host share. Stored as a double: exact
 * to 1 ns up to 104 days of uptime, to 2 ns up to 208 days.
 */
export type Nanoseconds = number & { readonly [brand]: "Nanoseconds" };

export const nanoseconds = (value: number): Nanoseconds => value as Nanoseconds;
export const fromMilliseconds = (value: number): Nanoseconds => nanoseconds(value * 1e6);
export const fromSeconds = (value: number): Nanoseconds => nanoseconds(value * 1e9);
export const toMilliseconds = (value: Nanoseconds): number => value / 1e6;
export const toSeconds = (value: Nanoseconds): number => value / 1e9;

/** Pure code receives its clock as an argument, so that a simulator can drive it. */
export interface Clock {
  now(): Nanoseconds;
}

const NANOSECONDS_PER_UNIT = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(us|ms|s|m)$/;

/**
 * Reads a duration with its unit. `undefined` for any other text, for a number without a unit, and for durations above
 * 104 days, which a double no longer holds to the nanosecond.
 */
export function parseDuration(text: string): Nanoseconds | undefined {
  const match = DURATION.exec(text.trim());
  if (!match?.[1] || !match[2]) return undefined;
  const value = Math.round(Number(match[1]) * NANOSECONDS_PER_UNIT[match[2] as keyof typeof NANOSECONDS_PER_UNIT]);
  return Number.isSafeInteger(value) ? nanoseconds(value) : undefined;
}

/** The shortest exact text; `parseDuration` reads it back to the same value. */
export function formatDuration(duration: Nanoseconds): string {
  for (const unit of ["m", "s", "ms"] as const) {
    if (duration !== 0 && duration % NANOSECONDS_PER_UNIT[unit] === 0)
      return `${duration / NANOSECONDS_PER_UNIT[unit]}${unit}`;
  }
  if (duration >= 1e9) return `${duration / 1e9}s`;
  if (duration >= 1e6 || duration === 0) return `${duration / 1e6}ms`;
  return `${duration / 1e3}us`;
}
