// A queue and its workers in virtual time, realistic enough for fixtures: round-robin dispatch with a prefetch limit,
// serial workers, kills. It uses no randomness and no timers.
import { toMilliseconds } from "@fairhare/core";
import { createArrivals, createWorkload, type TrialSettings } from "@fairhare/workload";

interface VirtualTask {
  readonly task: number;
  readonly sentMs: number;
  deliveredMs: number;
  redelivered: boolean;
}

export interface VirtualCompletion {
  readonly slot: number;
  readonly task: number;
  readonly sentMs: number;
  readonly deliveredMs: number;
  readonly beganMs: number;
  readonly completedMs: number;
  readonly heavy: boolean;
}

export interface VirtualKill {
  readonly slot: number;
  readonly atMs: number;
  /** When a new process takes the slot; null when none does. */
  readonly replacedAtMs: number | null;
}

export interface VirtualRun {
  readonly completions: readonly VirtualCompletion[];
  readonly sentMs: readonly number[];
  readonly redeliveredBySlot: ReadonlyMap<number, number>;
  readonly deliveries: number;
  /** [ms, messages ready] after every change. */
  readonly ready: readonly (readonly [number, number])[];
}

interface Seat {
  readonly slot: number;
  alive: boolean;
  readonly buffer: VirtualTask[];
  current: { readonly task: VirtualTask; readonly beganMs: number; readonly endsMs: number } | null;
}

/** Milliseconds of a delivery, of the overhead around each task, and between two publishes. */
const HANDOVER_MS = 0.2;
const OVERHEAD_MS = 0.35;
const PUBLISH_EVERY_MS = 0.08;

export function runVirtually(
  settings: TrialSettings,
  kills: readonly VirtualKill[] = [],
  untilMs = Infinity,
): VirtualRun {
  const workload = createWorkload(settings);
  const arrivals = createArrivals({ ...settings, producers: 1 }, 1);
  const sentMs = Array.from({ length: settings.tasks ?? 0 }, (_, index) =>
    arrivals === undefined ? index * PUBLISH_EVERY_MS : toMilliseconds(arrivals.next()),
  );
  const seats: Seat[] = Array.from({ length: settings.workers }, (_, index) => ({
    slot: index + 1,
    alive: true,
    buffer: [],
    current: null,
  }));
  const limit = settings.prefetch === 0 || settings.ack === "auto" ? Infinity : settings.prefetch;
  const queue: VirtualTask[] = [];
  const completions: VirtualCompletion[] = [];
  const ready: (readonly [number, number])[] = [[0, 0]];
  const redeliveredBySlot = new Map<number, number>();
  let deliveries = 0;
  let turn = 0;
  let published = 0;
  const events = kills
    .flatMap((kill) => [
      { atMs: kill.atMs, apply: (atMs: number) => die(kill.slot, atMs) },
      ...(kill.replacedAtMs === null ? [] : [{ atMs: kill.replacedAtMs, apply: () => revive(kill.slot) }]),
    ])
    .toSorted((a, b) => a.atMs - b.atMs);

  for (let nowMs = 0; ;) {
    dispatch(nowMs);
    for (const seat of seats) startWork(seat, nowMs);
    const next = nextMoment();
    if (next === Infinity || next > untilMs) break;
    nowMs = next;
    while (published < sentMs.length && (sentMs[published] ?? 0) <= nowMs) {
      queue.push({ task: published + 1, sentMs: sentMs[published] ?? 0, deliveredMs: 0, redelivered: false });
      published++;
    }
    for (const seat of seats) finishWork(seat, nowMs);
    while (events[0] && events[0].atMs <= nowMs) events.shift()?.apply(nowMs);
  }
  return { completions, sentMs: sentMs.slice(0, published), redeliveredBySlot, deliveries, ready };

  function nextMoment(): number {
    const ends = seats.map((seat) => seat.current?.endsMs ?? Infinity);
    return Math.min(...ends, sentMs[published] ?? Infinity, events[0]?.atMs ?? Infinity);
  }

  function dispatch(nowMs: number): void {
    for (let passed = 0; queue.length > 0 && passed < seats.length; turn++) {
      const seat = seats[turn % seats.length];
      const held = (seat?.buffer.length ?? 0) + (seat?.current ? 1 : 0);
      const task = seat?.alive && held < limit ? queue.shift() : undefined;
      if (!seat || !task) {
        passed++;
        continue;
      }
      passed = 0;
      deliveries++;
      task.deliveredMs = nowMs + HANDOVER_MS;
      if (task.redelivered) redeliveredBySlot.set(seat.slot, (redeliveredBySlot.get(seat.slot) ?? 0) + 1);
      seat.buffer.push(task);
    }
    ready.push([nowMs, queue.length]);
  }

  function startWork(seat: Seat, nowMs: number): void {
    if (!seat.alive || seat.current) return;
    const task = seat.buffer.shift();
    if (!task) return;
    const beganMs = Math.max(nowMs, task.deliveredMs) + OVERHEAD_MS;
    seat.current = { task, beganMs, endsMs: beganMs + toMilliseconds(workload.cost(task.task)) };
  }

  function finishWork(seat: Seat, nowMs: number): void {
    const { current } = seat;
    if (!current || current.endsMs > nowMs) return;
    const { task, beganMs } = current;
    const heavy = workload.isHeavy(workload.cost(task.task));
    completions.push({ ...task, slot: seat.slot, beganMs, completedMs: current.endsMs, heavy });
    seat.current = null;
  }

  function die(slot: number, nowMs: number): void {
    const seat = seats[slot - 1];
    if (!seat) return;
    const held = [...(seat.current ? [seat.current.task] : []), ...seat.buffer.splice(0)];
    queue.unshift(...held.map((task) => ({ ...task, redelivered: true })));
    seat.current = null;
    seat.alive = false;
    ready.push([nowMs, queue.length]);
  }

  function revive(slot: number): void {
    const seat = seats[slot - 1];
    if (seat) seat.alive = true;
  }
}
