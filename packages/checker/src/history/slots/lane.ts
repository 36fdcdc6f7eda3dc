// A slot's lane: the stretches of time in which it worked, as a limited number of segments for a chart. Stretches that
// begin in the same time bucket become one segment of the same total length, so that a lane never looks busier than it was.
import { outsideOf, type Span } from "../span.ts";
import type { LaneSegment } from "@fairhare/results";

export class LaneBuilder {
  #origin = 0;
  #bucket = 0;
  #count = 0;
  readonly #most: number;
  readonly #from: Float64Array;
  readonly #length: Float64Array;
  readonly #busy: Float64Array;
  readonly #heavy: Float64Array;
  #running = 0;
  #stretchFrom = 0;
  #stretchBusy = 0;
  #stretchHeavy = 0;
  readonly #frozen: readonly Span[];

  /** `segments`: the most segments. `frozen`: merged spans in which the slot did not work. */
  constructor(segments: number, frozen: readonly Span[] = []) {
    this.#most = segments;
    const column = (): Float64Array => new Float64Array(segments + 1);
    this.#from = column();
    this.#length = column();
    this.#busy = column();
    this.#heavy = column();
    this.#frozen = frozen;
  }

  /** Work begins at `at` (nanoseconds). Calls must be in the order of time. */
  begin(at: number): void {
    if (this.#running++ === 0) this.#openStretch(at);
  }

  /** Work that began at `from` ends at `to` (nanoseconds). A stretch ends with its last running task. */
  end(from: number, to: number, heavy: boolean): void {
    if (this.#running === 0) this.begin(from);
    this.#stretchBusy += to - from;
    if (heavy) this.#stretchHeavy += to - from;
    if (--this.#running === 0) this.#closeStretch(to);
  }

  /** Segments in milliseconds since `start` (nanoseconds). */
  toSegments(start: number): LaneSegment[] {
    return Array.from({ length: this.#count }, (_, index): LaneSegment => {
      const from = this.#from[index] ?? 0;
      const busy = this.#busy[index] ?? 0;
      const heavy = busy > 0 ? (this.#heavy[index] ?? 0) / busy : 0;
      return [(from - start) / 1e6, (from + (this.#length[index] ?? 0) - start) / 1e6, heavy];
    });
  }

  #openStretch(at: number): void {
    this.#stretchFrom = at;
    this.#stretchBusy = 0;
    this.#stretchHeavy = 0;
  }

  #closeStretch(to: number): void {
    const from = this.#stretchFrom;
    const parts = this.#frozen.length === 0 ? [{ from, to: Math.max(from, to) }] : outsideOf(this.#frozen, from, to);
    const total = parts.reduce((sum, part) => sum + part.to - part.from, 0);
    for (const part of parts) {
      const length = part.to - part.from;
      const share = total > 0 ? length / total : 1 / parts.length;
      this.#append(part.from, length, this.#stretchBusy * share, this.#stretchHeavy * share);
    }
  }

  #append(from: number, length: number, busy: number, heavy: number): void {
    if (this.#count === 0) this.#origin = from;
    const last = this.#count - 1;
    if (last >= 0 && this.#bucketOf(from) === this.#bucketOf(this.#from[last] ?? 0)) {
      this.#length[last] = (this.#length[last] ?? 0) + length;
      this.#busy[last] = (this.#busy[last] ?? 0) + busy;
      this.#heavy[last] = (this.#heavy[last] ?? 0) + heavy;
      return;
    }
    const index = this.#count++;
    this.#from[index] = from;
    this.#length[index] = length;
    this.#busy[index] = busy;
    this.#heavy[index] = heavy;
    if (this.#count > this.#most) this.#coarsen();
  }

  /** Until there are buckets, each stretch has its own. */
  #bucketOf(at: number): number {
    return this.#bucket === 0 ? at : Math.floor((at - this.#origin) / this.#bucket);
  }

  /** Makes at most half as many buckets as segments are allowed, so that the next call comes when the span has doubled. */
  #coarsen(): void {
    const count = this.#count;
    const span = (this.#from[count - 1] ?? 0) - this.#origin;
    this.#bucket = Math.max(2 * this.#bucket, span / (this.#most / 2), 1);
    this.#count = 0;
    for (let index = 0; index < count; index++) {
      this.#append(this.#from[index] ?? 0, this.#length[index] ?? 0, this.#busy[index] ?? 0, this.#heavy[index] ?? 0);
    }
  }
}
