// The clock of one agent as its exchanges show it: a map to the orchestrator's clock, with an error that the truth does not
// exceed.
import type { ClockMap, OffsetBounds } from "@fairhare/protocol";
import type { ClockKnots } from "./clock-knots.ts";
import { rateRangeOf } from "./rate-range.ts";
import { steadyClock } from "./steady-clock.ts";
import { unsteadyClock } from "./unsteady-clock.ts";

/**
 * Nanoseconds. The origin of a clock is measured to about 1 µs: by the agent, which answers the exchanges, by the process that
 * writes the records, and twice by the orchestrator, which asks and records.
 */
const READING_ERROR = 4e3;

export class ClockEstimate implements ClockMap {
  readonly #knots: ClockKnots;
  /** The knots on the clock of the agent's processes. */
  readonly #remote: Float64Array;
  /** The piece of the last time: the records of a shard are in the order of time. */
  #piece = 0;

  /** Undefined without exchanges. */
  static of(exchanges: readonly OffsetBounds[]): ClockEstimate | undefined {
    if (exchanges.length === 0) return undefined;
    const rates = rateRangeOf(exchanges);
    return new ClockEstimate(rates === null ? unsteadyClock(exchanges) : steadyClock(exchanges, rates));
  }

  private constructor(knots: ClockKnots) {
    this.#knots = knots;
    this.#remote = knots.at.map((at, knot) => at + (knots.offset[knot] ?? 0));
  }

  /** Growth of the offset, nanoseconds per nanosecond. */
  get drift(): number {
    return this.#knots.drift;
  }

  get isSteady(): boolean {
    return this.#knots.isSteady;
  }

  toReference(time: number): number {
    const { at, drift } = this.#knots;
    const remote = this.#remote;
    const last = at.length - 1;
    const [first = 0, end = 0] = [remote[0], remote[last]];
    if (time <= first) return (at[0] ?? 0) - (first - time) / (1 + drift);
    if (time >= end) return (at[last] ?? 0) + (time - end) / (1 + drift);
    const piece = this.#find(time);
    const [from = 0, to = 0] = [remote[piece], remote[piece + 1]];
    const [start = 0, stop = 0] = [at[piece], at[piece + 1]];
    return start + ((time - from) / (to - from)) * (stop - start);
  }

  /** Agent's clock − orchestrator's clock at a time of the orchestrator's clock, as far as it is not subtracted yet; nanoseconds. */
  offsetAt(at: number): number {
    const { at: knots, offset, drift } = this.#knots;
    const last = knots.length - 1;
    const [first = 0, end = 0] = [knots[0], knots[last]];
    if (at <= first) return (offset[0] ?? 0) - (first - at) * drift;
    if (at >= end) return (offset[last] ?? 0) + (at - end) * drift;
    const piece = countUpTo(knots, at) - 1;
    const [start = 0, stop = 0] = [knots[piece], knots[piece + 1]];
    const [from = 0, to = 0] = [offset[piece], offset[piece + 1]];
    return from + ((at - start) / (stop - start)) * (to - from);
  }

  /** The largest error of times that are mapped to between these two times of the orchestrator's clock; nanoseconds. */
  errorBetween(from: number, to: number): number {
    const { at, error, firstError, lastError, driftError, drift } = this.#knots;
    const last = at.length - 1;
    const before = Math.max(0, (at[0] ?? 0) - from);
    const after = Math.max(0, to - (at[last] ?? 0));
    let worst = Math.max(firstError + before * driftError, lastError + after * driftError);
    for (let knot = 0; knot < last; knot++)
      if ((at[knot + 1] ?? 0) >= from && (at[knot] ?? 0) <= to) worst = Math.max(worst, error[knot] ?? 0);
    // A time is read at the instant that it is mapped to, not at the true one, and the offset grows between the two.
    return worst / (1 - Math.min(0.5, Math.abs(drift) + driftError)) + READING_ERROR;
  }

  #find(time: number): number {
    const remote = this.#remote;
    const piece = this.#piece;
    if (time >= (remote[piece] ?? 0) && time < (remote[piece + 1] ?? 0)) return piece;
    this.#piece = countUpTo(remote, time) - 1;
    return this.#piece;
  }
}

/** Number of sorted values that are at most this one. */
function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
