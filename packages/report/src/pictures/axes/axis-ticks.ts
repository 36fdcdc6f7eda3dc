// Ticks of an axis, and their labels: round values, no two labels alike, no fraction of what can only be counted.
import { formatCount } from "@fairhare/core";

export interface Ticks {
  /** The ends of the axis. */
  readonly min: number;
  readonly max: number;
  /** Ascending, within the ends. */
  readonly values: readonly number[];
  readonly label: (value: number) => string;
}

/** A memory of 94.0 to 94.2 MB is flat: an axis never spans less than this share of its largest value. */
const LEAST_RANGE = 0.1;
/** Largest over smallest value from which an axis of durations is logarithmic. */
const LOGARITHMIC_FROM = 3;
/** Largest over smallest value up to which a logarithmic axis has ticks at 1, 2 and 5. */
const DENSE_UP_TO = 1_000;

/** From 0 to a round number at or above `largest`; whole numbers for `isCount`. */
export function ticksFromZero(largest: number, aimed: number, isCount = false): Ticks {
  const top = largest > 0 && Number.isFinite(largest) ? largest : 1;
  const step = isCount ? Math.max(1, roundStep(top / aimed)) : roundStep(top / aimed);
  return ticksBetween(0, Math.ceil(top / step - 1e-9) * step, step);
}

/** Round numbers around `smallest` and `largest`, which need not begin at 0. */
export function ticksAround(smallest: number, largest: number, aimed: number): Ticks {
  const missing = Math.max(0, LEAST_RANGE * Math.abs(largest) - (largest - smallest));
  const [low, high] = [Math.max(Math.min(0, smallest), smallest - missing / 2), largest + missing / 2];
  const step = roundStep((high - low || 1) / aimed);
  return ticksBetween(Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step);
}

/** Round values within an axis whose ends are given. */
export function ticksWithin(min: number, max: number, aimed: number): Ticks {
  const step = roundStep((max - min) / aimed);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return { ...ticksBetween(first * step, last * step, step), min, max };
}

function ticksBetween(min: number, max: number, step: number): Ticks {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const exact = (value: number): number => Number(value.toFixed(decimals)) + 0;
  const count = Math.round((max - min) / step);
  return {
    min: exact(min),
    max: exact(max),
    values: Array.from({ length: count + 1 }, (_, index) => exact(min + index * step)),
    label: (value) => (decimals === 0 ? formatCount(value) : value.toFixed(decimals)),
  };
}

/** The number of the form 1, 2 or 5 times a power of ten at or above `wanted`. */
export function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted) + 1e-9);
  const factor = [1, 2, 5].find((candidate) => candidate * power >= wanted * (1 - 1e-9)) ?? 10;
  return factor * power;
}

export interface DurationTicks extends Ticks {
  /** Whether the axis is drawn over the logarithm of the values. */
  readonly isLogarithmic: boolean;
}

/** For durations in milliseconds above 0: logarithmic where the largest is a multiple of the smallest. */
export function durationTicks(smallest: number, largest: number): DurationTicks {
  if (largest < LOGARITHMIC_FROM * smallest)
    return { ...ticksAround(smallest, largest, 5), label: durationLabel, isLogarithmic: false };
  const factors = largest <= DENSE_UP_TO * smallest ? [1, 2, 5] : [1];
  const all = Array.from({ length: 40 }, (_, index) => index - 20).flatMap((exponent) =>
    factors.map((factor) => Number(`${factor}e${exponent}`)),
  );
  const min = all.findLast((value) => value <= smallest * (1 + 1e-9)) ?? smallest;
  const max = all.find((value) => value >= largest * (1 - 1e-9)) ?? largest;
  const values = all.filter((value) => value >= min && value <= max);
  return { min, max, values, label: durationLabel, isLogarithmic: true };
}

/** A round duration in milliseconds: 20 µs, 0.5 ms, 100 ms, 1.5 s. */
function durationLabel(ms: number): string {
  if (ms > 0 && ms < 0.1) return `${Number((ms * 1000).toPrecision(9))} µs`;
  return ms < 1000 ? `${Number(ms.toPrecision(9))} ms` : `${formatExact(ms / 1000)} s`;
}

const formatExact = (value: number): string => {
  const rounded = Number(value.toPrecision(9));
  return Number.isInteger(rounded) ? formatCount(rounded) : String(rounded);
};
