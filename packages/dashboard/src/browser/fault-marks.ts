// Draws the faults of a run into a chart: a dashed line and the number of each where it began, a dotted one where it
// healed, and a band between them.
import type UPlot from "uplot";

/** A moment, and when it was over; null when it was not, or when that is not known. */
export interface TimeMark {
  readonly atMs: number;
  readonly healedAtMs: number | null;
}

/** Pixels between numbers that can be read. */
const NUMBER_ROOM = 16;

export function drawFaults(plot: UPlot, faults: readonly TimeMark[], alarm: string, healed: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const [left, right] = [bbox.left, bbox.left + bbox.width];
  const toX = (ms: number): number => plot.valToPos(ms / 1000, "x", true);
  const line = (x: number, colour: string, dash: readonly number[]): void => {
    if (x < left || x > right) return;
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  };
  ctx.save();
  ctx.lineWidth = 1.5 * ratio;
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  let free = -Infinity;
  for (const [index, { atMs, healedAtMs }] of faults.entries()) {
    const began = toX(atMs);
    if (healedAtMs !== null) {
      const [from, to] = [Math.max(left, began), Math.min(right, toX(healedAtMs))];
      ctx.fillStyle = `${alarm}1f`;
      if (to > from) ctx.fillRect(from, bbox.top, to - from, bbox.height);
      line(toX(healedAtMs), healed, [2, 3]);
    }
    line(began, alarm, [6, 4]);
    if (began < left || began > right || began < free) continue;
    ctx.fillStyle = alarm;
    ctx.fillText(String(index + 1), began, bbox.top - 5 * ratio);
    free = began + NUMBER_ROOM * ratio;
  }
  ctx.restore();
}
