// Progress of each producer over all its incarnations, from the history: where a restarted one continues, and whether
// it waits for its schedule or for the broker.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { type Arrivals, createArrivals, shareOfProducer, type TrialSettings } from "@fairhare/workload";
import { EventKind, type RecordCursor } from "@fairhare/protocol";
import type { Continuation } from "./fleet-plan.ts";
import { TaskFlags } from "../drain/task-flags.ts";

type SeatSettings = Pick<
  TrialSettings,
  "tasks" | "timeSeconds" | "producers" | "ratePerSecond" | "pace" | "phaseOffset" | "seed" | "confirmWindow"
>;

interface Seat {
  attempted: number;
  epoch: Nanoseconds | null;
  hasFinished: boolean;
  isConnected: boolean;
  isBlocked: boolean;
  /** Unconfirmed publishes of the open connection. */
  unanswered: number;
  readonly arrivals: Arrivals | undefined;
  /** Offset of the next publish from the epoch, nanoseconds. */
  next: number;
}

const SEEN = 1;

export class ProducerSeats {
  readonly #settings: SeatSettings;
  /** By producer number. */
  readonly #seats = new Map<number, Seat>();
  /** Tasks that were attempted: a republish is not a new task. */
  readonly #seen = new TaskFlags(SEEN);

  constructor(settings: SeatSettings) {
    this.#settings = settings;
  }

  /** Adds new records of a producer's shard. */
  add(records: RecordCursor): void {
    while (records.next()) {
      const seat = this.#seatOf(records.slot);
      switch (records.kind) {
        case EventKind.begun:
          seat.epoch ??= nanoseconds(records.other);
          seat.hasFinished = false;
          break;
        case EventKind.attempted:
          seat.unanswered++;
          if (this.#seen.set(records.task, SEEN)) {
            seat.attempted++;
            seat.next = seat.arrivals?.next() ?? 0;
          }
          break;
        case EventKind.confirmed:
        case EventKind.nacked:
          seat.unanswered--;
          break;
        case EventKind.finished:
          seat.hasFinished = true;
          break;
        case EventKind.connected:
          seat.isConnected = true;
          seat.isBlocked = false;
          seat.unanswered = 0;
          break;
        case EventKind.disconnected:
          seat.isConnected = false;
          break;
        case EventKind.blocked:
          seat.isBlocked = true;
          break;
        case EventKind.unblocked:
          seat.isBlocked = false;
          break;
        default:
      }
    }
  }

  /** Where the next incarnation of this producer continues. */
  continuationOf(producer: number): Continuation {
    const seat = this.#seats.get(producer);
    return { alreadyAttempted: seat?.attempted ?? 0, epoch: seat?.epoch ?? null };
  }

  /** The history shows that the producer has published its whole share. */
  hasFinished(producer: number): boolean {
    return this.#seats.get(producer)?.hasFinished ?? false;
  }

  /**
   * What one of these producers waits for, as a clause; null when each has finished or waits for its schedule.
   */
  waitsFor(producers: Iterable<number>, now: Nanoseconds): string | null {
    for (const producer of producers) {
      const seat = this.#seats.get(producer);
      if (seat === undefined || seat.epoch === null) return `producer ${producer} has not started to publish`;
      if (seat.hasFinished) continue;
      if (!seat.isConnected) return `producer ${producer} has no connection to the broker`;
      if (seat.isBlocked) return `the broker blocks producer ${producer} (memory or disk alarm)`;
      if (this.#settings.confirmWindow > 0 && seat.unanswered > 0)
        return `producer ${producer} waits for the ${seat.unanswered === 1 ? "confirm of 1 publish" : `confirms of ${seat.unanswered} publishes`}`;
      if (!this.#isEarly(seat, producer, now)) return `producer ${producer} does not continue`;
    }
    return null;
  }

  /** The next publish is planned and not due yet. */
  #isEarly({ attempted, epoch, next }: Seat, producer: number, now: Nanoseconds): boolean {
    const { timeSeconds, ratePerSecond } = this.#settings;
    const share = shareOfProducer(producer, this.#settings);
    const isPlanned = attempted < share && next < (timeSeconds ?? Infinity) * 1e9;
    return isPlanned && ratePerSecond !== null && (epoch ?? 0) + next > now;
  }

  #seatOf(producer: number): Seat {
    const known = this.#seats.get(producer);
    if (known !== undefined) return known;
    const arrivals = createArrivals(this.#settings, producer);
    const next = arrivals?.next() ?? 0;
    const start = { attempted: 0, epoch: null, hasFinished: false, isConnected: false, isBlocked: false };
    const seat: Seat = { ...start, unanswered: 0, arrivals, next };
    this.#seats.set(producer, seat);
    return seat;
  }
}
