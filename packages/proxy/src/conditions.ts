// What a line does to the bytes that pass: nothing, unless a fault says otherwise.

export interface Conditions {
  /** Nothing passes. */
  readonly isStalled: boolean;
  /** Every byte arrives so much later. */
  readonly delayMs: number;
  /** No more than that passes. */
  readonly bytesPerSecond: number;
}

export const CALM: Conditions = { isStalled: false, delayMs: 0, bytesPerSecond: Infinity };
