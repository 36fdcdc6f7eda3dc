// Room beside everything that has the time axis, so that a moment stands at the same place in all of it.

/** Pixels of a width that leaves no room for names. */
const NARROW = 560;

export const isNarrow = (width: number): boolean => width < NARROW;

/** For the axis of values, and for the names of the workers. */
export const leftMargin = (width: number): number => (isNarrow(width) ? 68 : 84);

/** For the shares of the workers. */
export const rightMargin = (width: number): number => (isNarrow(width) ? 50 : 60);
