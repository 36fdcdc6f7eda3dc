// What the trials at one rate showed: each trial with a verdict is a vote, and the majority counts.

export interface RatePoint {
  /** Tasks per second of all producers. */
  readonly ratePerSecond: number;
  /** Trials that held all conditions, and trials that did not. */
  readonly held: number;
  readonly failed: number;
  /** Trials without a verdict, which do not vote. */
  readonly unknown: number;
}

export type Outcome = "held" | "failed" | "unknown";

/** `split`: as many trials held as failed. */
export type PointStatus = "holds" | "fails" | "split" | "untested";

export function statusOf({ held, failed }: RatePoint): PointStatus {
  if (held === failed) return held === 0 ? "untested" : "split";
  return held > failed ? "holds" : "fails";
}

export const votesOf = ({ held, failed }: RatePoint): number => held + failed;

/** More trials up to this number would not change the majority. */
export const isSettled = ({ held, failed }: RatePoint, votes: number): boolean => Math.max(held, failed) > votes / 2;

/** The points after one more trial. */
export function withTrial(points: readonly RatePoint[], ratePerSecond: number, outcome: Outcome): RatePoint[] {
  const before = points.find((point) => point.ratePerSecond === ratePerSecond);
  const others = points.filter((point) => point !== before);
  const point = before ?? { ratePerSecond, held: 0, failed: 0, unknown: 0 };
  return [...others, { ...point, [outcome]: point[outcome] + 1 }];
}
