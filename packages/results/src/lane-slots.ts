// Which workers of a fleet have a lane in the results, and how finely: a chart of a thousand lanes cannot be read, and
// would take megabytes. Shared by the checker, which records the lanes, and by the pictures.

/** In a larger fleet the lanes are strips. */
const DETAILED_LANES = 64;
/** In a larger fleet every n-th worker has a lane, so that there are at most `CHOSEN_LANES`. */
const ALL_LANES = 200;
const CHOSEN_LANES = 125;
/** Segments of a lane at most. */
const SEGMENTS = { detailed: 400, strip: 120, thinStrip: 60 } as const;
/** More lanes than this are thin strips. */
const WIDE_STRIPS = 100;

export interface LaneSlots {
  /** The slots 1, 1 + every, 1 + 2·every and so on have a lane. */
  readonly every: number;
  /** Number of slots with a lane. */
  readonly lanes: number;
  /** Most segments of each. */
  readonly segments: number;
}

/** `workers`: number of slots, from 0. */
export function laneSlots(workers: number): LaneSlots {
  const every = workers <= ALL_LANES ? 1 : Math.ceil(workers / CHOSEN_LANES);
  const lanes = Math.ceil(workers / every);
  if (workers <= DETAILED_LANES) return { every, lanes, segments: SEGMENTS.detailed };
  return { every, lanes, segments: lanes <= WIDE_STRIPS ? SEGMENTS.strip : SEGMENTS.thinStrip };
}

export const hasLane = (slot: number, { every }: LaneSlots): boolean => (slot - 1) % every === 0;
