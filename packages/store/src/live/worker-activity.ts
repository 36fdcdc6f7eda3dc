// What the slots of a running fleet do, from the records of their workers: busy, idle or down, and their recent past.
// For display only; the checker computes the busy time of results.
import { EventKind, type RecordCursor } from "@fairhare/protocol";
import { RecentBuckets, spanShares } from "./recent-buckets.ts";

export interface LiveWorker {
  readonly slot: number;
  readonly state: "busy" | "idle" | "down";
  readonly completed: number;
  /** Busy share, 0 to 1, in each of the last buckets of 250 ms, the oldest first. */
  readonly lane: readonly number[];
}

interface Slot {
  completed: number;
  /** Of the process that has begun the open work. */
  incarnation: number;
  inWork: number;
  /** Begin of the work that goes on, nanoseconds. */
  since: number;
  isDown: boolean;
  readonly busy: RecentBuckets;
  readonly completions: RecentBuckets;
}

export class WorkerActivity {
  readonly #slots = new Map<number, Slot>();
  /** Trials without work write no `started` records: their lanes show completions. */
  #hasWork = false;

  /** Adds the new records of the shard of a worker process. */
  add(records: RecordCursor, incarnation: number): void {
    while (records.next()) {
      switch (records.kind) {
        case EventKind.consuming:
          this.#slot(records.slot);
          break;
        case EventKind.started: {
          const slot = this.#slot(records.slot);
          this.#hasWork = true;
          if (slot.incarnation < incarnation) slot.inWork = 0;
          slot.incarnation = incarnation;
          if (slot.inWork++ === 0) slot.since = records.at;
          break;
        }
        case EventKind.completed:
        case EventKind.failed: {
          const slot = this.#slot(records.slot);
          slot.completed++;
          slot.completions.add(records.at, 1);
          if (slot.inWork > 0 && --slot.inWork === 0) slot.busy.addSpan(slot.since, records.at);
          break;
        }
        default:
      }
    }
  }

  /** The process that had the slot has ended at `at`, with the work that it had begun. Its records may come later. */
  end(slotNumber: number, incarnation: number, at: number): void {
    const slot = this.#slot(slotNumber);
    if (slot.incarnation > incarnation) return;
    if (slot.inWork > 0) slot.busy.addSpan(slot.since, at);
    slot.inWork = 0;
  }

  /** Whether a process has the slot. */
  setDown(slotNumber: number, isDown: boolean): void {
    this.#slot(slotNumber).isDown = isDown;
  }

  /** In the order of the slots, each with a lane of `laneLength` buckets before `now`. */
  view(now: number, laneLength: number): LiveWorker[] {
    const slots = [...this.#slots].toSorted(([a], [b]) => a - b);
    const lanes = slots.map(([, slot]) =>
      this.#hasWork ? busyLane(slot, now, laneLength) : countLane(slot, now, laneLength),
    );
    const most = this.#hasWork ? 1 : Math.max(1, ...lanes.flat());
    return slots.map(([number, slot], index) => ({
      slot: number,
      state: stateOf(slot, lanes[index] ?? []),
      completed: slot.completed,
      lane: (lanes[index] ?? []).map((value) => Math.min(1, value / most)),
    }));
  }

  #slot(number: number): Slot {
    const known = this.#slots.get(number);
    if (known !== undefined) return known;
    const slot: Slot = {
      completed: 0,
      incarnation: 0,
      inWork: 0,
      since: 0,
      isDown: false,
      busy: new RecentBuckets(),
      completions: new RecentBuckets(),
    };
    this.#slots.set(number, slot);
    return slot;
  }
}

function stateOf({ isDown, inWork }: Slot, lane: readonly number[]): LiveWorker["state"] {
  if (isDown) return "down";
  // Tasks of a few milliseconds leave no work open between two records.
  return inWork > 0 || (lane.at(-1) ?? 0) > 0 ? "busy" : "idle";
}

function busyLane({ busy, inWork, since }: Slot, now: number, length: number): number[] {
  const done = busy.read(now, length);
  if (inWork === 0) return done;
  const open = spanShares(since, now, length);
  return done.map((share, index) => share + (open[index] ?? 0));
}

const countLane = ({ completions }: Slot, now: number, length: number): number[] => completions.read(now, length);
