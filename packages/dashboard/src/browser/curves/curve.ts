// The model of curves over one horizontal axis, and its axes from the ticks of the reports.

export interface CurveAxis {
  readonly name: string;
  /** 0 at the beginning of the axis, 1 at its end. */
  readonly place: (value: number) => number;
  readonly values: readonly number[];
  readonly label: (value: number) => string;
}

export interface Panel {
  readonly axis: CurveAxis;
  /** In pixels. */
  readonly height: number;
  readonly curves: readonly Curve[];
  /** A line across the plot. */
  readonly limit?: { readonly value: number; readonly name: string } | undefined;
}

export interface Curve {
  readonly name: string;
  readonly colour: string;
  /** By `x`, ascending. */
  readonly points: readonly CurvePoint[];
  /** The measurements that the points are the medians of. */
  readonly singles?: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly isHollow: boolean;
  /** Shown when the pointer rests on it. */
  readonly text: string;
}

interface AxisTicks {
  readonly min: number;
  readonly max: number;
  readonly values: readonly number[];
  readonly label: (value: number) => string;
  readonly isLogarithmic?: boolean;
}

export function axisOf(name: string, { min, max, values, label, isLogarithmic = false }: AxisTicks): CurveAxis {
  const scale = isLogarithmic ? Math.log10 : (value: number): number => value;
  const span = scale(max) - scale(min) || 1;
  return { name, values, label, place: (value) => (scale(value) - scale(min)) / span };
}

/** Places at equal distances, one for each name. */
export const ordinalAxis = (name: string, names: readonly string[]): CurveAxis => ({
  name,
  values: names.map((_, index) => index),
  label: (index) => names[index] ?? "",
  place: (index) => (index + 0.5) / names.length,
});
