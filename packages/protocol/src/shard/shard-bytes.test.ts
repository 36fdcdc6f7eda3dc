import { createRandom, nanoseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { EventKind, Role } from "../event.ts";
import type { ShardBytes } from "./shard-bytes.ts";
import { encodeShard, ShardEncoder } from "./shard-encoder.ts";
import { ShardReader } from "./shard-reader.ts";

const HEADER = { role: Role.worker, process: 1, incarnation: 1, pid: 1, openedAt: nanoseconds(1) };
/** More than three chunks of 2,048 records. */
const RECORDS = 7_000;

/** Blocks of random length, most of which span no chunk border and some of which span two. */
function longShard(seed: number): Uint8Array {
  const random = createRandom(seed);
  const encoder = new ShardEncoder(HEADER);
  const parts: Uint8Array[] = [encoder.header];
  let left = 1 + random.below(50);
  for (let task = 1; task <= RECORDS; task++) {
    encoder.append(EventKind.completed, task, 1, task, task - 0.5, 0, 0, task);
    if (--left > 0 && !encoder.isFull) continue;
    parts.push(encoder.bytes.slice(0, encoder.seal()));
    left = random.below(20) === 0 ? 4_096 : 1 + random.below(50);
  }
  parts.push(encoder.bytes.slice(0, encoder.close()));
  return new Uint8Array(Buffer.concat(parts));
}

/** A file that returns at most `most` bytes at a time. */
function fileOf(shard: Uint8Array, most = Infinity): ShardBytes & { openPasses: number } {
  return {
    size: shard.byteLength,
    openPasses: 0,
    read(into, offset) {
      this.openPasses = 1;
      const part = shard.subarray(offset, Math.min(shard.byteLength, offset + Math.min(most, into.byteLength)));
      into.set(part);
      return part.byteLength;
    },
    close() {
      this.openPasses = 0;
    },
  };
}

const tasksOf = (reader: ShardReader): number[] => {
  const tasks: number[] = [];
  reader.rewind();
  while (reader.next()) tasks.push(reader.task, reader.other);
  return tasks;
};

describe("a shard that is read from a file", () => {
  it("has the records of the same shard in memory, in every pass", () => {
    const shard = longShard(1);
    const reader = new ShardReader(fileOf(shard, 1_000));
    expect(reader.recordCount).toBe(RECORDS);
    const expected = tasksOf(new ShardReader(shard));
    for (let pass = 0; pass < 2; pass++) expect(tasksOf(reader)).toEqual(expected);
    expect(reader.next()).toBe(false);
  });

  it("is closed after each pass, and after a pass that was not finished", () => {
    const file = fileOf(longShard(2));
    const reader = new ShardReader(file);
    expect(file.openPasses).toBe(0);
    reader.next();
    expect(file.openPasses).toBe(1);
    reader.rewind();
    expect(file.openPasses).toBe(0);
    while (reader.next());
    expect(file.openPasses).toBe(0);
  });

  it("does not disturb another shard that is read side by side", () => {
    const shards = [longShard(3), longShard(4)];
    const readers = shards.map((shard) => new ShardReader(fileOf(shard)));
    const tasks: number[][] = [[], []];
    for (let more = true; more;) {
      more = false;
      for (const [index, reader] of readers.entries())
        if (reader.next()) {
          more = true;
          tasks[index]?.push(reader.task, reader.other);
        }
    }
    expect(tasks).toEqual(shards.map((shard) => tasksOf(new ShardReader(shard))));
  });

  it("has the damage that is found in memory, wherever it is", () => {
    const random = createRandom(5);
    const whole = longShard(5);
    for (let round = 0; round < 100; round++) {
      const shard = round % 3 === 0 ? whole.slice(0, 64 + random.below(whole.byteLength - 64)) : whole.slice();
      const at = 64 + random.below(shard.byteLength - 64);
      if (round % 3 === 1) shard[at] = (shard[at] ?? 0) ^ (1 + random.below(255));
      if (round % 3 === 2) shard.fill(0, at, at + 5_000);
      const [inFile, inMemory] = [new ShardReader(fileOf(shard)), new ShardReader(shard)];
      expect(inFile.integrity).toEqual(inMemory.integrity);
      expect(tasksOf(inFile)).toEqual(tasksOf(inMemory));
      // The first pass finds the same damage, and shows nothing of a block before its seal.
      const unchecked = new ShardReader(fileOf(shard, round % 2 === 0 ? 1_000 : Infinity));
      expect(tasksOf(unchecked)).toEqual(tasksOf(inMemory));
      expect(unchecked.integrity).toEqual(inMemory.integrity);
      expect(tasksOf(unchecked)).toEqual(tasksOf(inMemory));
    }
  });

  it("is verified while it is read for the first time, without another pass", () => {
    const shard = longShard(7);
    const file = fileOf(shard);
    let bytes = 0;
    const read = file.read.bind(file);
    file.read = (into, offset) => {
      const length = read(into, offset);
      bytes += length;
      return length;
    };
    const reader = new ShardReader(file);
    tasksOf(reader);
    expect(reader.integrity).toMatchObject({ damage: null, isClosed: true, records: RECORDS });
    // The header is read twice.
    expect(bytes).toBe(shard.byteLength + 64);
  });

  it("may be asked for its damage, and read again, in the middle of the first pass", () => {
    const shard = longShard(8);
    const reader = new ShardReader(fileOf(shard));
    for (let record = 0; record < 3_000; record++) reader.next();
    expect(reader.integrity.records).toBe(RECORDS);
    let rest = 0;
    while (reader.next()) rest++;
    expect(rest).toBe(RECORDS - 3_000);
    const again = new ShardReader(fileOf(shard));
    for (let record = 0; record < 3_000; record++) again.next();
    expect(tasksOf(again)).toEqual(tasksOf(new ShardReader(shard)));
  });

  it("without a seal for long is read in a second pass, instead of held in memory", () => {
    const records = 40_000;
    const shard = encodeShard(HEADER, records, (encoder) => {
      for (let task = 1; task <= records; task++) encoder.append(EventKind.completed, task, 1, task);
    });
    const reader = new ShardReader(fileOf(shard));
    expect(tasksOf(reader)).toEqual(tasksOf(new ShardReader(shard)));
    expect(reader.integrity).toMatchObject({ damage: null, isClosed: true, records });
    const unsealed = shard.subarray(0, shard.byteLength - 32);
    expect(tasksOf(new ShardReader(fileOf(unsealed)))).toHaveLength(2 * records);
    expect(tasksOf(new ShardReader(fileOf(shard.slice().fill(0, 70_000))))).toEqual([]);
  });

  it.each([true, false])("that became shorter is refused by name (checked before: %s)", (isChecked) => {
    const shard = longShard(6);
    const file = fileOf(shard);
    const reader = new ShardReader(file, "worker-1.1.shard");
    if (isChecked) tasksOf(reader);
    const read = file.read.bind(file);
    file.read = (into, offset) => (offset > 100_000 ? 0 : read(into, offset));
    expect(() => tasksOf(reader)).toThrow(/^worker-1\.1\.shard ended after \d+ bytes, but it had \d+ bytes before/);
  });
});
