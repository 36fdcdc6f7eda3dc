// Lanes of digits as shapes of a picture: each digit is the busy share of a piece of time, in fifths.

export const LEVELS = [0, 1, 2, 3, 4, 5] as const;

export const SHADE_LEGEND = [
  ["idle", "var(--busy-0)"],
  ["always busy", "var(--busy-5)"],
] as const;

/**
 * The path of all pieces of one level; equal neighbours in a lane are one rectangle. Anything but a digit is left out.
 * `left`, `cell` and `pitch`: pixels before the first piece, of a piece, and from lane to lane.
 */
export function laneShapes(lanes: readonly string[], level: number, left: number, cell: number, pitch: number): string {
  const height = pitch > 6 ? pitch - 4 : pitch;
  const pattern = new RegExp(`${level}+`, "g");
  return lanes
    .flatMap((lane, row) =>
      [...lane.matchAll(pattern)].map(({ index, 0: { length } }) => {
        const width = (length * cell).toFixed(1);
        return `M${(left + index * cell).toFixed(1)} ${row * pitch + (pitch - height) / 2}h${width}v${height}h-${width}z`;
      }),
    )
    .join("");
}
