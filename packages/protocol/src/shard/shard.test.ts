import { nanoseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { EventFlag, EventKind, Role } from "../event.ts";
import { HEADER_BYTES, RECORD_BYTES } from "../layout.ts";
import { encodeShard, ShardEncoder } from "./shard-encoder.ts";
import { encodeHeader, UnreadableShardError } from "./shard-header.ts";
import { ShardReader } from "./shard-reader.ts";

const HEADER = { role: Role.worker, process: 3, incarnation: 2, pid: 4711, openedAt: nanoseconds(123.5) };
const header = encodeHeader(HEADER);
const shardOf = (fill: (encoder: ShardEncoder) => void): Uint8Array => encodeShard(HEADER, 8, fill);

describe("a shard", () => {
  it("holds the header that it was opened with", () => {
    expect(new ShardReader(header).header).toEqual(HEADER);
  });

  it("holds every field of every record at the limits of its range, and the reader skips the seals", () => {
    const { delivered, completed } = EventKind;
    const reader = new ShardReader(
      shardOf((records) => {
        records.append(delivered, 1e15 + 1, 65_535, 4_294_967_295, 2.5, EventFlag.redelivered, 4_294_967_295, 7);
        records.append(completed, 2, 1, 5);
      }),
    );
    expect(reader.recordCount).toBe(2);
    expect(reader.next()).toBe(true);
    const { kind, at, slot, task, other, flags, detail, tag } = reader;
    expect({ kind, at, slot, task, other, flags, detail, tag }).toEqual({
      kind: delivered,
      at: 1e15 + 1,
      slot: 65_535,
      task: 4_294_967_295,
      other: 2.5,
      flags: EventFlag.redelivered,
      detail: 4_294_967_295,
      tag: 7,
    });
    expect(reader.next()).toBe(true);
    expect([reader.kind, reader.other, reader.flags, reader.detail, reader.tag]).toEqual([completed, 0, 0, 0, 0]);
    expect(reader.next()).toBe(false);
  });

  it("is read the same when its bytes are not aligned", () => {
    const shard = shardOf((records) => records.append(EventKind.started, 42, 1, 9));
    const shifted = new Uint8Array(shard.length + 1);
    shifted.set(shard, 1);
    const reader = new ShardReader(shifted.subarray(1));
    reader.next();
    expect([reader.at, reader.task, reader.integrity.damage]).toEqual([42, 9, null]);
  });

  it("can be read again from the start", () => {
    const reader = new ShardReader(shardOf((records) => records.append(EventKind.started, 1, 1, 1)));
    while (reader.next());
    reader.rewind();
    expect(reader.next()).toBe(true);
  });

  it.each([
    ["cut off in its header", header.subarray(0, HEADER_BYTES - 1), /fewer than the 64 bytes of a shard's header/],
    ["of another kind of file", new Uint8Array(HEADER_BYTES), /magic number/],
    ["of another version", withWord(1, 99), /version 99/],
  ])("%s is refused with the file's name", (_, bytes, message) => {
    expect(() => new ShardReader(bytes, "worker-3.2.shard")).toThrow(UnreadableShardError);
    expect(() => new ShardReader(bytes, "worker-3.2.shard")).toThrow(message);
    expect(() => new ShardReader(bytes, "worker-3.2.shard")).toThrow(/^worker-3\.2\.shard/);
  });
});

/** A closed shard with one block for each size, and the end of each block in bytes; the closing record is last. */
function blocks(...sizes: readonly number[]): { shard: Uint8Array; ends: number[] } {
  const encoder = new ShardEncoder(HEADER);
  let shard = Uint8Array.from(encoder.header);
  const ends: number[] = [];
  let task = 0;
  const add = (length: number): void => {
    shard = new Uint8Array([...shard, ...encoder.bytes.subarray(0, length)]);
    ends.push(shard.length);
  };
  for (const size of sizes) {
    for (let record = 0; record < size; record++) encoder.append(EventKind.completed, 1e9 * task, 1, ++task);
    add(encoder.seal());
  }
  add(encoder.close());
  return { shard, ends };
}

const damageOf = (shard: Uint8Array): string | null => new ShardReader(shard).integrity.damage;

describe("a shard's seals", () => {
  it("show that a shard is undamaged and complete", () => {
    const { shard } = blocks(3, 1, 5);
    expect(new ShardReader(shard).integrity).toEqual({
      damage: null,
      isClosed: true,
      records: 9,
      unsealed: 0,
      tornBytes: 0,
      end: shard.length,
    });
  });

  it("are not written without records", () => {
    const encoder = new ShardEncoder(HEADER);
    expect(encoder.seal()).toBe(0);
    encoder.append(EventKind.completed, 1, 1, 1);
    expect(encoder.seal()).toBe(2 * RECORD_BYTES);
    expect(encoder.seal()).toBe(0);
    expect(encoder.close()).toBe(RECORD_BYTES);
  });

  it("detect each single flipped bit, and the records before it still count", () => {
    const { shard, ends } = blocks(2, 1, 3);
    const silent: number[] = [];
    // A change in magic number, version or record size makes the whole file unreadable, so these bytes are left out.
    for (let bit = 12 * 8; bit < shard.length * 8; bit++) {
      const damaged = shard.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { damage, isClosed, records } = new ShardReader(damaged).integrity;
      const sealed = [2, 3, 6].findLast((_, index) => (ends[index] ?? 0) * 8 <= bit) ?? 0;
      const isLast = bit >= (ends[2] ?? 0) * 8;
      // A damaged closing record may also leave a shard that is not closed; any other change is damage.
      const isNoticed = isLast ? damage !== null || !isClosed : damage !== null && records === sealed;
      if (!isNoticed) silent.push(bit);
    }
    expect(silent).toEqual([]);
  });

  it("detect any missing block, and how many records are missing", () => {
    const { shard, ends } = blocks(2, 4, 3);
    const without = (from: number, to: number): Uint8Array =>
      new Uint8Array([...shard.subarray(0, from), ...shard.subarray(to)]);
    expect(damageOf(without(HEADER_BYTES, ends[0] ?? 0))).toBe("lacks 2 records after record 0");
    expect(damageOf(without(ends[0] ?? 0, ends[1] ?? 0))).toBe("lacks 4 records after record 2");
    expect(damageOf(without(ends[0] ?? 0, (ends[0] ?? 0) + RECORD_BYTES))).toBe("lacks 1 record after record 2");
    expect(damageOf(without(ends[1] ?? 0, ends[2] ?? 0))).toBe("lacks 3 records after record 6");
  });

  it("detect blocks that are swapped, repeated, or from another shard", () => {
    const { shard, ends } = blocks(2, 2);
    const [first = 0, second = 0] = ends;
    const block = (from: number, to: number): number[] => [...shard.subarray(from, to)];
    const head = block(0, HEADER_BYTES);
    const [a, b, end] = [block(HEADER_BYTES, first), block(first, second), block(second, shard.length)];
    expect(damageOf(new Uint8Array([...head, ...b, ...a, ...end]))).not.toBeNull();
    expect(damageOf(new Uint8Array([...head, ...a, ...a, ...b, ...end]))).not.toBeNull();
    expect(
      damageOf(new Uint8Array([...encodeHeader({ ...HEADER, incarnation: 3 }), ...a, ...b, ...end])),
    ).not.toBeNull();
  });

  it("detect zeros and records of a kind that the process does not write, with and without a seal", () => {
    const { shard, ends } = blocks(2, 2);
    const zeroed = shard.slice().fill(0, ends[0] ?? 0);
    expect(damageOf(zeroed)).toBe("contains a record of a kind that its process does not write (record 3)");
    const foreign = shardOf((records) => records.append(EventKind.attempted, 1, 1, 1));
    expect(damageOf(foreign)).toBe("contains a record of a kind that its process does not write (record 1)");
  });

  it("detect bytes after the closing record", () => {
    const { shard } = blocks(1);
    expect(damageOf(new Uint8Array([...shard, ...new Uint8Array(RECORD_BYTES)]))).toBe(
      "continues after its closing record",
    );
    expect(damageOf(new Uint8Array([...shard, 1]))).toBe("continues after its closing record");
  });

  it("do not cover the end of a shard whose process was killed during a write: whole records count, a torn one does not", () => {
    const { shard, ends } = blocks(2, 3);
    const torn = shard.subarray(0, (ends[0] ?? 0) + 2 * RECORD_BYTES + 5);
    const { damage, isClosed, records, unsealed, tornBytes } = new ShardReader(torn).integrity;
    expect({ damage, isClosed, records, unsealed, tornBytes }).toEqual({
      damage: null,
      isClosed: false,
      records: 4,
      unsealed: 2,
      tornBytes: 5,
    });
  });
});

function withWord(index: number, value: number): Uint8Array {
  const words = new Uint32Array(header.slice().buffer);
  words[index] = value;
  return new Uint8Array(words.buffer);
}
