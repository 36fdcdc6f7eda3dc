// A clock as a line over knots: its offset at each of them, and how far it can be from the line between them.

/** Times are nanoseconds on the orchestrator's clock, in their order. At least one knot. */
export interface ClockKnots {
  readonly at: Float64Array;
  /** Agent's clock − orchestrator's clock, as far as it is not subtracted yet; nanoseconds. */
  readonly offset: Float64Array;
  /** By knot: the largest distance of the offset from the line between this knot and the next; nanoseconds. */
  readonly error: Float64Array;
  /** The distance at the first and at the last knot. */
  readonly firstError: number;
  readonly lastError: number;
  /** Growth of the offset over time, and how far it can differ before the first and after the last knot; ns per ns. */
  readonly drift: number;
  readonly driftError: number;
  /** The rate of the clock was constant, as far as the exchanges show. */
  readonly isSteady: boolean;
}

/** Two clocks whose exchanges say nothing about their rate: NTP changes it by up to 500 ppm in Linux, a quartz by 100 ppm. */
export const MOST_DRIFT = 1.2e-3;
