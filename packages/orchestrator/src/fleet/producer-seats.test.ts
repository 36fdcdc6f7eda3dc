import { nanoseconds } from "@fairhare/core";
import { EventKind, RecordBlock, RecordCursor } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { ProducerSeats } from "./producer-seats.ts";

type Row = readonly [kind: EventKind, task?: number, other?: number];

const SETTINGS = {
  tasks: 10,
  timeSeconds: null,
  producers: 1,
  ratePerSecond: 1,
  pace: "constant",
  phaseOffset: true,
  seed: 1,
  confirmWindow: 10,
} as const;
const seconds = (count: number) => nanoseconds(count * 1e9);
const EPOCH = seconds(100);

function seatsAfter(rows: readonly Row[], settings: Partial<ConstructorParameters<typeof ProducerSeats>[0]> = {}) {
  const seats = new ProducerSeats({ ...SETTINGS, ...settings });
  add(seats, rows);
  return seats;
}

function add(seats: ProducerSeats, rows: readonly Row[]): void {
  const block = new RecordBlock(rows.length);
  for (const [kind, task = 0, other = 0] of rows) block.append(kind, 0, 1, task, other);
  seats.add(new RecordCursor(block.bytes));
}

const BEGUN: readonly Row[] = [[EventKind.connected], [EventKind.begun, 0, EPOCH]];

describe("a producer's seat", () => {
  it("continues after the tasks that all its incarnations attempted, not only the last one", () => {
    const seats = seatsAfter([...BEGUN, [EventKind.attempted, 1], [EventKind.attempted, 2]]);
    add(seats, [...BEGUN, [EventKind.attempted, 3]]);
    expect(seats.continuationOf(1)).toEqual({ alreadyAttempted: 3, epoch: EPOCH });
  });

  it("counts a republished task once", () => {
    const seats = seatsAfter([...BEGUN, [EventKind.attempted, 1], [EventKind.attempted, 1], [EventKind.attempted, 2]]);
    expect(seats.continuationOf(1).alreadyAttempted).toBe(2);
  });

  it("keeps the epoch of its first incarnation", () => {
    const seats = seatsAfter(BEGUN);
    add(seats, [[EventKind.begun, 0, seconds(500)]]);
    expect(seats.continuationOf(1).epoch).toBe(EPOCH);
  });

  it("has no epoch before it began", () => {
    expect(seatsAfter([]).continuationOf(1)).toEqual({ alreadyAttempted: 0, epoch: null });
  });
});

const waits = (rows: readonly Row[], now: number, settings = {}): string | null =>
  seatsAfter([...BEGUN, ...rows], settings).waitsFor([1], seconds(now));

describe("what a producer waits for", () => {
  it("is its schedule while the next publish is not due", () => {
    expect(
      waits(
        [
          [EventKind.attempted, 1],
          [EventKind.confirmed, 1],
        ],
        100.5,
      ),
    ).toBeNull();
  });

  it("is nothing when it has finished", () => {
    expect(waits([[EventKind.finished]], 900)).toBeNull();
  });

  it("is the confirm of its publishes", () => {
    expect(waits([[EventKind.attempted, 1]], 100.5)).toBe("producer 1 waits for the confirm of 1 publish");
  });

  it("is the end of an alarm", () => {
    expect(waits([[EventKind.blocked]], 100)).toContain("blocks producer 1");
    expect(
      waits([[EventKind.blocked], [EventKind.unblocked], [EventKind.attempted, 1], [EventKind.confirmed, 1]], 100.5),
    ).toBeNull();
  });

  it("is a connection, and no longer the confirms of the lost one", () => {
    expect(waits([[EventKind.attempted, 1], [EventKind.disconnected]], 100.5)).toContain("no connection");
    expect(waits([[EventKind.attempted, 1], [EventKind.disconnected], [EventKind.connected]], 100.5)).toBeNull();
  });

  it("is its own next publish when that is due, which it always is without a rate", () => {
    expect(waits([], 101)).toContain("does not continue");
    expect(waits([], 100, { ratePerSecond: null })).toContain("does not continue");
  });

  it("is its own `finished` record when its whole share is attempted", () => {
    expect(
      waits(
        [
          [EventKind.attempted, 1],
          [EventKind.confirmed, 1],
        ],
        100.5,
        { tasks: 1 },
      ),
    ).toContain("does not continue");
  });

  it("is nothing for a producer that has ended", () => {
    expect(seatsAfter([...BEGUN, [EventKind.disconnected]]).waitsFor([], seconds(900))).toBeNull();
  });
});
