import { createRandom, nanoseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { EventKind, Role } from "../event.ts";
import { packShard } from "./packed-shard.ts";
import { bytesInMemory } from "../shard/shard-bytes.ts";
import { encodeShard, ShardEncoder } from "../shard/shard-encoder.ts";
import { ShardReader } from "../shard/shard-reader.ts";

const HEADER = { role: Role.worker, process: 3, incarnation: 2, pid: 4711, openedAt: nanoseconds(1) };

/** `packShard` uses the memory of a piece again, so that each is copied before the next one. */
function packedOf(shard: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const piece of packShard(bytesInMemory(shard))) pieces.push(piece.slice());
  return new Uint8Array(Buffer.concat(pieces));
}

/** Every field of every record, with the integrity. */
function contentOf(shard: Uint8Array): unknown {
  const reader = new ShardReader(shard, "shard");
  const rows: unknown[] = [];
  while (reader.next()) {
    const { kind, flags, slot, task, at, other, detail, tag } = reader;
    rows.push([kind, flags, slot, task, at, other, detail, tag]);
  }
  return { rows, header: reader.header, integrity: reader.integrity, size: reader.size };
}

/** The records of a worker at prefetch 10, in blocks of 1 to 30. */
function workerShard(tasks: number, { closed = true, torn = 0 } = {}): Uint8Array {
  const random = createRandom(tasks);
  const encoder = new ShardEncoder(HEADER);
  const parts: Uint8Array[] = [encoder.header];
  let at = 5e12;
  let left = 10;
  const append = (kind: EventKind, task: number, other: number): void => {
    at += 1_000 + random.below(400_000);
    encoder.append(kind, at, 1, task, other, 0, 0, task);
    if (--left > 0) return;
    parts.push(encoder.bytes.slice(0, encoder.seal()));
    left = 1 + random.below(30);
  };
  for (let task = 1; task <= tasks; task++) {
    append(EventKind.delivered, task * 4, at - random.below(3e8));
    append(EventKind.started, task * 4, 0);
    append(EventKind.completed, task * 4, at);
  }
  parts.push(encoder.bytes.slice(0, closed ? encoder.close() : encoder.seal()));
  const whole = Buffer.concat(parts);
  return new Uint8Array(torn > 0 ? whole.subarray(0, -torn) : whole);
}

describe("a packed shard", () => {
  it("is read as the shard that was packed, also when it spans several frames", () => {
    for (const tasks of [0, 1, 100, 700, 5_000])
      expect(contentOf(packedOf(workerShard(tasks)))).toEqual(contentOf(workerShard(tasks)));
  });

  it("keeps the records of a killed process: without a closing record, without a seal, and torn", () => {
    for (const torn of [0, 5, 32, 40, 100]) {
      const shard = workerShard(900, { closed: false, torn });
      expect(contentOf(packedOf(shard))).toEqual(contentOf(shard));
    }
  });

  it("takes at most 12 bytes for a record", () => {
    const shard = workerShard(5_000);
    expect(packedOf(shard).byteLength / 15_000).toBeLessThan(12);
  });

  it("keeps any value of any field", () => {
    const random = createRandom(7);
    const times = [0, -0, 0.5, -1, 1e308, -1e-308, Infinity, 2 ** 51, 2 ** 53, 2 ** 53 - 1, -(2 ** 52), 1e15 + 1];
    const words = [0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1];
    const pick = (values: readonly number[]): number =>
      random.below(3) === 0 ? random.below(2 ** 30) : (values[random.below(values.length)] ?? 0);
    const shard = encodeShard(HEADER, 4_000, (encoder) => {
      for (let index = 0; index < 4_000; index++) {
        const kind = random.below(20) === 0 ? 200 : EventKind.completed;
        encoder.append(
          kind as EventKind,
          pick(times),
          random.below(65_536),
          pick(words),
          pick(times),
          random.below(256),
          pick(words),
          pick(words),
        );
      }
    });
    expect(contentOf(packedOf(shard))).toEqual(contentOf(shard));
  });

  it("is read in several passes", () => {
    const reader = new ShardReader(packedOf(workerShard(1_500)));
    const counts = [1, 2, 3].map(() => {
      let count = 0;
      reader.rewind();
      while (reader.next()) count++;
      return count;
    });
    expect(counts).toEqual([4_500, 4_500, 4_500]);
  });

  it("with a changed, missing or added byte is damaged or too short, and never the same", () => {
    const plain = workerShard(3_000);
    const whole = packedOf(plain);
    const expected = new ShardReader(plain);
    const random = createRandom(11);
    for (let round = 0; round < 300; round++) {
      const at = 64 + random.below(whole.byteLength - 64);
      const damaged = round % 3 === 0 ? whole.slice(0, at) : whole.slice();
      if (round % 3 === 1) damaged[at] = (damaged[at] ?? 0) ^ (1 + random.below(255));
      if (round % 3 === 2) damaged.copyWithin(at, at + 1 + random.below(40));
      const file = round % 10 === 9 ? new Uint8Array(Buffer.concat([whole, whole.slice(at)])) : damaged;
      const { integrity } = new ShardReader(file);
      const isSame = integrity.damage === null && integrity.isClosed && integrity.records === expected.recordCount;
      expect([round, isSame && Buffer.compare(file, whole) !== 0]).toEqual([round, false]);
    }
  });

  it("with a damaged size has no records, or is damaged", () => {
    const whole = packedOf(workerShard(3_000));
    for (const size of [Number.NaN, -1, 0, 63, 64.5, 1e300, 2 ** 40]) {
      const damaged = whole.slice();
      new DataView(damaged.buffer).setFloat64(40, size, true);
      expect(new ShardReader(damaged)).toMatchObject({ size: 64, recordCount: 0, integrity: { isClosed: false } });
    }
  });
});
