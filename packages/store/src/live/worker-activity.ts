// What the slots of a running fleet do, from the records of their workers: busy, idle or down, and their recent past.
// For display only; the checker computes the busy time of results.
import { EventKind, type RecordCursor } from "@fairhare/protocol";
import type { HeavyTasks } from "./heavy-tasks.ts";
import { RecentBuckets, spanShares } from "./recent-buckets.ts";

export interface LiveWorker {
  readonly slot: number;
  readonly state: "busy" | "idle" | "down";
  readonly completed: number;
  /** Busy share, 0 to 1, in each of the last buckets of 250 ms, the oldest first. */
  readonly lane: readonly number[];
  /** The part of `lane` that is work on heavy tasks. Empty while no heavy task is known. */
  readonly heavy: readonly number[];
}

interface Slot {
  completed: number;
  /** Of the process that has begun the open work. */
  incarnation: number;
  inWork: number;
  /** Begin of the work that goes on, nanoseconds. */
  since: number;
  /** Whether the work that goes on is a heavy task; of several tasks at once, the one that began first counts. */
  isHeavy: boolean;
  isDown: boolean;
  readonly busy: RecentBuckets;
  readonly busyHeavy: RecentBuckets;
  readonly completions: RecentBuckets;
}

export class WorkerActivity {
  /** Of all workers. */
  readonly counts = { delivered: 0, completed: 0 };
  /** Of all workers, without failures. */
  readonly completions = new RecentBuckets();
  readonly #slots = new Map<number, Slot>();
  /** Trials without work write no `started` records: their lanes show completions. */
  #hasWork = false;
  readonly #heavyTasks: HeavyTasks;

  constructor(heavyTasks: HeavyTasks) {
    this.#heavyTasks = heavyTasks;
  }

  /** Adds the new records of the shard of a worker process. Returns the time of the newest, nanoseconds; 0 if none. */
  add(records: RecordCursor, incarnation: number): number {
    let latestAt = 0;
    // Most processes have one slot.
    let number = -1;
    let slot: Slot | undefined;
    while (records.next()) {
      const { kind, at } = records;
      if (at > latestAt) latestAt = at;
      if (kind === EventKind.delivered) {
        this.counts.delivered++;
        continue;
      }
      if (!isOfSlot(kind)) continue;
      if (slot === undefined || records.slot !== number) {
        number = records.slot;
        slot = this.#slot(number);
      }
      if (kind === EventKind.started) this.#start(slot, incarnation, records);
      else if (kind !== EventKind.consuming) this.#finish(slot, kind, at);
    }
    return latestAt;
  }

  /** The process that had the slot has ended at `at`, with the work that it had begun. Its records may come later. */
  end(slotNumber: number, incarnation: number, at: number): void {
    const slot = this.#slot(slotNumber);
    if (slot.incarnation > incarnation) return;
    if (slot.inWork > 0) addWork(slot, at);
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
    const most = this.#hasWork ? 1 : lanes.reduce((all, lane) => Math.max(all, ...lane), 1);
    return slots.map(([number, slot], index) => ({
      slot: number,
      state: stateOf(slot, lanes[index] ?? []),
      completed: slot.completed,
      lane: (lanes[index] ?? []).map((value) => Math.min(1, value / most)),
      heavy: this.#heavyTasks.hasAny && this.#hasWork ? heavyLane(slot, now, laneLength) : [],
    }));
  }

  #start(slot: Slot, incarnation: number, { at, task }: RecordCursor): void {
    this.#hasWork = true;
    if (slot.incarnation < incarnation) slot.inWork = 0;
    slot.incarnation = incarnation;
    if (slot.inWork++ > 0) return;
    slot.since = at;
    slot.isHeavy = this.#heavyTasks.has(task);
  }

  #finish(slot: Slot, kind: EventKind, at: number): void {
    slot.completed++;
    slot.completions.add(at, 1);
    if (kind === EventKind.completed) {
      this.counts.completed++;
      this.completions.add(at, 1);
    }
    if (slot.inWork > 0 && --slot.inWork === 0) addWork(slot, at);
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
      isHeavy: false,
      busy: new RecentBuckets(),
      busyHeavy: new RecentBuckets(),
      completions: new RecentBuckets(),
    };
    this.#slots.set(number, slot);
    return slot;
  }
}

const isOfSlot = (kind: EventKind): boolean =>
  kind === EventKind.consuming ||
  kind === EventKind.started ||
  kind === EventKind.completed ||
  kind === EventKind.failed;

function stateOf({ isDown, inWork }: Slot, lane: readonly number[]): LiveWorker["state"] {
  if (isDown) return "down";
  // Tasks of a few milliseconds leave no work open between two records.
  return inWork > 0 || (lane.at(-1) ?? 0) > 0 ? "busy" : "idle";
}

function addWork({ busy, busyHeavy, isHeavy, since }: Slot, until: number): void {
  busy.addSpan(since, until);
  if (isHeavy) busyHeavy.addSpan(since, until);
}

const busyLane = (slot: Slot, now: number, length: number): number[] =>
  withOpenWork(slot.busy.read(now, length), slot.inWork > 0, slot.since, now);

const heavyLane = (slot: Slot, now: number, length: number): number[] =>
  withOpenWork(slot.busyHeavy.read(now, length), slot.inWork > 0 && slot.isHeavy, slot.since, now);

function withOpenWork(done: number[], isOpen: boolean, since: number, now: number): number[] {
  if (!isOpen) return done;
  const open = spanShares(since, now, done.length);
  return done.map((share, index) => share + (open[index] ?? 0));
}

const countLane = ({ completions }: Slot, now: number, length: number): number[] => completions.read(now, length);
