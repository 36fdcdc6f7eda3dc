// Time as the history knows it, and the port it is read from. Converting from and to text is duration.ts.
import type { Brand } from "./brand.ts";

/**
 * Nanoseconds, as a double: a duration, or an instant on the host's monotonic clock (shared by all
 * processes of the host). Exact to 1 ns up to 104 days of uptime, to 2 ns up to 208 days.
 */
export type Nanoseconds = Brand<number, "Nanoseconds">;

export const nanoseconds = (value: number): Nanoseconds => value as Nanoseconds;
export const fromMilliseconds = (value: number): Nanoseconds => nanoseconds(value * 1e6);
export const fromSeconds = (value: number): Nanoseconds => nanoseconds(value * 1e9);
export const toMilliseconds = (value: Nanoseconds): number => value / 1e6;
export const toSeconds = (value: Nanoseconds): number => value / 1e9;

/** Where the current time comes from; pure code receives it, so that a simulator can drive it. */
export interface Clock {
  now(): Nanoseconds;
}
