// The work of each slot over all its incarnations: counters indexed by slot from 1, and its lane.
import { hasLane, type LaneSlots, laneSlots } from "@fairhare/results";
import { LaneBuilder } from "./lane.ts";
import type { FrozenSpans } from "../faults/frozen-spans.ts";
import { mergedSpans, outsideOf, type Span } from "../span.ts";

export class SlotTally {
  readonly slots: number;
  readonly tasks: Float64Array;
  readonly heavyTasks: Float64Array;
  /** Nanoseconds. */
  readonly busy: Float64Array;
  readonly redelivered: Float64Array;
  readonly duplicated: Float64Array;
  /** Most unfinished deliveries that the slot held at a time. */
  readonly peakHeld: Float64Array;
  /** When the slot's first consumer was registered or its first delivery arrived; nanoseconds, 0 without either. */
  readonly consumingAt: Float64Array;
  /** Of the slots that have one, in their order. */
  readonly #lanes: readonly LaneBuilder[];
  readonly #laneSlots: LaneSlots;
  readonly #frozen: FrozenSpans;
  /** By slot: one span per process. */
  readonly #attended: Span[][] = [];

  constructor(slots: number, frozen: FrozenSpans) {
    const column = (): Float64Array => new Float64Array(slots + 1);
    this.slots = slots;
    this.tasks = column();
    this.heavyTasks = column();
    this.busy = column();
    this.redelivered = column();
    this.duplicated = column();
    this.peakHeld = column();
    this.consumingAt = column();
    this.#frozen = frozen;
    this.#laneSlots = laneSlots(slots);
    const { every, lanes, segments } = this.#laneSlots;
    this.#lanes = Array.from(
      { length: lanes },
      (_, index) => new LaneBuilder(segments, frozen.ofSlot(1 + index * every)),
    );
  }

  hasSlot(slot: number): boolean {
    return slot > 0 && slot <= this.slots;
  }

  add(column: Float64Array, slot: number, amount: number): void {
    column[slot] = (column[slot] ?? 0) + amount;
  }

  raise(column: Float64Array, slot: number, value: number): void {
    if (value > (column[slot] ?? 0)) column[slot] = value;
  }

  /** A delivery can arrive before the broker confirms the consumer, so the earliest time counts. */
  consume(slot: number, at: number): void {
    const first = this.consumingAt[slot] ?? 0;
    if (first === 0 || at < first) this.consumingAt[slot] = at;
  }

  /** Adds the span in which one of the slot's processes consumed. */
  attend(slot: number, span: Span): void {
    (this.#attended[slot] ??= []).push(span);
  }

  /** The spans within [from, to] in which the slot could work: consumer registered, process running and not frozen. */
  presence(slot: number, from: number, to: number): Span[] {
    return mergedSpans(this.#attended[slot] ?? []).flatMap((span) =>
      outsideOf(this.#frozen.ofSlot(slot), Math.max(from, span.from), Math.min(to, span.to)),
    );
  }

  lane(slot: number): LaneBuilder | undefined {
    return hasLane(slot, this.#laneSlots) ? this.#lanes[(slot - 1) / this.#laneSlots.every] : undefined;
  }
}
