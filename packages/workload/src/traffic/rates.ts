// The planned rate of one producer over time: how many publishes are due by a time, and when a publish is due. Pure; the
// sums are exact for steps and for linear ramps. arrivals.ts turns it into intended send times.
import type { Rate, RatePhase } from "../settings.ts";

/** The publishes of one producer as a function of time; both functions grow and are inverse to each other. */
export interface RateCurve {
  /** Publishes due before this time (seconds from the start, at least 0), as a fraction. */
  countBy(seconds: number): number;
  /** Seconds from the start until `count` publishes are due. A pause belongs to the publish before it. */
  secondsFor(count: number): number;
}

/** The last rate of a schedule holds after its end. */
export const rateCurve = (rate: Rate): RateCurve =>
  typeof rate === "number"
    ? { countBy: (seconds) => rate * seconds, secondsFor: (count) => count / rate }
    : scheduleCurve(rate.phases);

/** Duration of a schedule; 0 for a constant rate. */
export const scheduleSeconds = (rate: Rate): number =>
  typeof rate === "number" ? 0 : rate.phases.reduce((sum, { seconds }) => sum + seconds, 0);

/** The highest rate of the plan, per second. */
export const peakRate = (rate: Rate): number =>
  typeof rate === "number"
    ? rate
    : Math.max(...rate.phases.map(({ fromPerSecond, toPerSecond }) => Math.max(fromPerSecond, toPerSecond)));

/** Mean rate of the first `count` publishes, per second. */
export function meanRate(rate: Rate, count: number): number {
  if (typeof rate === "number") return rate;
  const seconds = rateCurve(rate).secondsFor(count);
  return seconds > 0 ? count / seconds : peakRate(rate);
}

interface Segment {
  readonly phase: RatePhase;
  readonly startsAt: number;
  readonly countBefore: number;
}

function scheduleCurve(phases: readonly RatePhase[]): RateCurve {
  const segments: Segment[] = [];
  let startsAt = 0;
  let countBefore = 0;
  for (const phase of phases) {
    segments.push({ phase, startsAt, countBefore });
    startsAt += phase.seconds;
    countBefore += countWithin(phase, phase.seconds);
  }
  const held = phases.at(-1)?.toPerSecond ?? 0;
  const rest: RatePhase = { fromPerSecond: held, toPerSecond: held, seconds: Infinity };
  segments.push({ phase: rest, startsAt, countBefore });
  // Callers go forward, so the search begins where the last one ended.
  const find = cursorOver(segments);
  return {
    countBy: (seconds) => {
      const segment = find((one) => one.startsAt <= seconds);
      return segment.countBefore + countWithin(segment.phase, seconds - segment.startsAt);
    },
    secondsFor: (count) => {
      const segment = find((one) => one.countBefore <= count);
      return segment.startsAt + secondsWithin(segment.phase, count - segment.countBefore);
    },
  };
}

/** Finds the last segment that a condition accepts; it accepts all before that one, and always the first. */
function cursorOver(segments: readonly Segment[]): (isReached: (segment: Segment) => boolean) => Segment {
  let index = 0;
  return (isReached) => {
    while (index > 0 && !isReached(segments[index] as Segment)) index--;
    while (index + 1 < segments.length && isReached(segments[index + 1] as Segment)) index++;
    return segments[index] as Segment;
  };
}

/** Change of the rate per second. */
const slopeOf = ({ fromPerSecond, toPerSecond, seconds }: RatePhase): number =>
  seconds === Infinity ? 0 : (toPerSecond - fromPerSecond) / seconds;

/** The integral of the rate: r₀t + at²/2. */
const countWithin = (phase: RatePhase, seconds: number): number =>
  phase.fromPerSecond * seconds + (slopeOf(phase) * seconds * seconds) / 2;

/**
 * The inverse of `countWithin`: the root of r₀t + at²/2 = n in the form 2n / (r₀ + √(r₀² + 2an)), which does not subtract
 * numbers of similar size.
 */
function secondsWithin(phase: RatePhase, count: number): number {
  if (count <= 0) return 0;
  const { fromPerSecond } = phase;
  const root = Math.sqrt(Math.max(0, fromPerSecond * fromPerSecond + 2 * slopeOf(phase) * count));
  return Math.min(phase.seconds, (2 * count) / (fromPerSecond + root));
}
