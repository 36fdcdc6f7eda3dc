// The slope of a quantity over time, with an interval: least squares over the means of equal spans, because neighbouring
// samples of a process depend on each other.

export interface Slope {
  /** Units per hour. */
  readonly perHour: number;
  /** Half of the 95 % interval of it; Infinity with fewer than 3 spans. */
  readonly plusMinus: number;
  /** Means of the first and the last span. */
  readonly first: number;
  readonly last: number;
}

export interface Bound {
  readonly perHour: number;
  /** A smaller growth within the observed time is noise: in minutes, a single garbage collection is a slope. */
  readonly least: number;
}

/**
 * Whether the whole interval of the slope lies above the bound, and the quantity has grown from the first span to the last: a
 * heap that swells and shrinks again within minutes is a slope, too.
 */
export const growsBeyond = ({ perHour, plusMinus, first, last }: Slope, bound: Bound): boolean =>
  perHour - plusMinus > bound.perHour && last - first > bound.least;

export interface Sample {
  readonly seconds: number;
  readonly value: number;
}

const SPANS = 12;
/** 97.5 % quantiles of Student's t distribution, for 1 to 10 degrees of freedom. */
const T_QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** `samples` are in the order of time. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const points = spanMeans(samples);
  const n = points.length;
  const meanOf = (key: keyof Sample): number => points.reduce((sum, point) => sum + point[key], 0) / n;
  const [atMean, valueMean] = [meanOf("seconds"), meanOf("value")];
  let [sxx, sxy] = [0, 0];
  for (const { seconds, value } of points) {
    sxx += (seconds - atMean) ** 2;
    sxy += (seconds - atMean) * (value - valueMean);
  }
  const slope = sxx === 0 ? 0 : sxy / sxx;
  let residual = 0;
  for (const { seconds, value } of points) residual += (value - valueMean - slope * (seconds - atMean)) ** 2;
  const t = T_QUANTILES[n - 3];
  const error = n < 3 || sxx === 0 ? Infinity : Math.sqrt(residual / (n - 2) / sxx);
  return {
    perHour: slope * 3_600,
    plusMinus: t === undefined ? Infinity : t * error * 3_600,
    first: points[0]?.value ?? 0,
    last: points.at(-1)?.value ?? 0,
  };
}

function spanMeans(samples: readonly Sample[]): Sample[] {
  const [from, to] = [samples[0]?.seconds ?? 0, samples.at(-1)?.seconds ?? 0];
  const spans = Array.from({ length: SPANS }, (): Sample[] => []);
  for (const sample of samples) {
    const index = to > from ? Math.min(SPANS - 1, Math.floor(((sample.seconds - from) / (to - from)) * SPANS)) : 0;
    spans[index]?.push(sample);
  }
  return spans
    .filter((span) => span.length > 0)
    .map((span) => ({
      seconds: span.reduce((sum, { seconds }) => sum + seconds, 0) / span.length,
      value: span.reduce((sum, { value }) => sum + value, 0) / span.length,
    }));
}
