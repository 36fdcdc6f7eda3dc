import { nanoseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { EventKind, Role } from "../event.ts";
import { encodeShard } from "../shard/shard-encoder.ts";
import { CorrectedShardReader } from "./corrected-shard.ts";
import { bestExchange, boundsOfRecord, offsetOf, recordOfExchange, roundTripOf } from "./time-exchange.ts";

/** The agent's clock is 1,000 ns ahead; 300 ns to the agent, 50 ns there, 100 ns back. */
const EXCHANGE = { t1: 5_000, t2: 6_300, t3: 6_350, t4: 5_450 };

describe("a round trip between two clocks", () => {
  it("gives the offset, wrong by at most half the round trip", () => {
    expect(roundTripOf(EXCHANGE)).toBe(400);
    expect(offsetOf(EXCHANGE)).toBe(1_100);
  });

  it("is best if it is the shortest, and no exchange if its answer is earlier than its request", () => {
    const slow = { t1: 0, t2: 2_000, t3: 2_000, t4: 2_000 };
    const impossible = { t1: 0, t2: 1_000, t3: 1_500, t4: 100 };
    expect(bestExchange([slow, EXCHANGE, impossible, slow])).toBe(EXCHANGE);
    expect(bestExchange([impossible])).toBeUndefined();
    expect(recordOfExchange(impossible, 0)).toBeUndefined();
  });

  it("is recorded with the offset that is left, and gives back its two bounds", () => {
    const record = recordOfExchange(EXCHANGE, 900);
    expect(record).toEqual({ at: 5_225, other: 200, detail: 401, tag: 50 });
    // Agent − orchestrator is 1,000, of which 900 are subtracted: at most 400 at 5,000, at least 0 at 5,450.
    const { upperAt, upper, lowerAt, lower } = boundsOfRecord(record ?? { at: 0, other: 0, detail: 0, tag: 0 });
    expect([upperAt, upper]).toEqual([4_999.5, 400.5]);
    expect([lowerAt, lower]).toEqual([5_450.5, -0.5]);
  });

  it("is not recorded if it took longer than 4 s", () => {
    expect(recordOfExchange({ t1: 0, t2: 0, t3: 0, t4: 4.2e9 }, 0)).toBeDefined();
    expect(recordOfExchange({ t1: 0, t2: 0, t3: 0, t4: 4.3e9 }, 0)).toBeUndefined();
  });
});

describe("a shard of another host", () => {
  const header = { role: Role.worker, process: 1, incarnation: 1, pid: 1, openedAt: nanoseconds(100) };
  const bytes = encodeShard(header, 10, (encoder) => {
    encoder.append(EventKind.delivered, 200, 1, 1, 150, 0, 0, 1);
    encoder.append(EventKind.completed, 400, 1, 1, 300, 0, 0, 1);
    encoder.append(EventKind.sampled, 500, 0, 0, 2, 0, 0, 0);
  });

  it("is read with the times of the orchestrator's clock, except the intended send time of a delivery", () => {
    const shard = new CorrectedShardReader(bytes, "worker-1.1.shard", { toReference: (time) => time - 90 });
    expect(shard.header.openedAt).toBe(10);
    expect(shard.integrity).toMatchObject({ damage: null, isClosed: true, records: 3 });
    const read: number[][] = [];
    while (shard.next()) read.push([shard.kind, shard.at, shard.other]);
    expect(read).toEqual([
      [EventKind.delivered, 110, 150],
      [EventKind.completed, 310, 210],
      [EventKind.sampled, 410, 2],
    ]);
  });
});
