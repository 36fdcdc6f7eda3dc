// Bars and lanes from block characters: a progress bar, the lane of one worker over time, and a strip with one block per
// worker.

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const FULL = "█";
const HEIGHTS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const NOTHING = "·";

/** Exactly `width` columns. */
export function progressBar(fraction: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8);
  const filled = FULL.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
  return filled.padEnd(width, NOTHING);
}

/** One block per share, 0 to 1; `·` for 0. */
export const lane = (shares: readonly number[]): string => shares.map(block).join("");

const block = (share: number): string =>
  share <= 0 ? NOTHING : (HEIGHTS[Math.min(7, Math.ceil(share * 8) - 1)] ?? FULL);

/** At most `width` blocks a row in `rows` rows; a block is the mean of `group` neighbours. */
export function strip(
  shares: readonly number[],
  { width, rows }: { readonly width: number; readonly rows: number },
): { readonly lines: string[]; readonly group: number } {
  const group = Math.max(1, Math.ceil(shares.length / (width * rows)));
  const groups = Array.from({ length: Math.ceil(shares.length / group) }, (_, index) =>
    mean(shares.slice(index * group, (index + 1) * group)),
  );
  const lines = Array.from({ length: rows }, (_, row) => lane(groups.slice(row * width, (row + 1) * width)));
  return { lines, group };
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
