import { nanoseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { EventFlag, EventKind, Role } from "./event.ts";
import { HEADER_BYTES, RECORD_BYTES } from "./layout.ts";
import { encodeHeader, RecordBlock } from "./shard-encoder.ts";
import { ShardReader, UnreadableShardError } from "./shard-reader.ts";

const header = encodeHeader({ role: Role.worker, process: 3, incarnation: 2, pid: 4711, openedAt: nanoseconds(123.5) });

function shardOf(fill: (block: RecordBlock) => void, tail = 0): Uint8Array {
  const block = new RecordBlock(8);
  fill(block);
  return new Uint8Array([...header, ...block.bytes.subarray(0, block.byteLength), ...new Uint8Array(tail)]);
}

describe("a shard", () => {
  it("gives back the header it was opened with", () => {
    expect(new ShardReader(header).header).toEqual({
      role: Role.worker,
      process: 3,
      incarnation: 2,
      pid: 4711,
      openedAt: 123.5,
    });
  });

  it("gives back every field of every record, at the ends of their ranges", () => {
    const reader = new ShardReader(
      shardOf((block) => {
        block.append(
          EventKind.delivered,
          1e15 + 1,
          65_535,
          4_294_967_295,
          2.5,
          EventFlag.redelivered,
          4_294_967_295,
          7,
        );
        block.append(EventKind.completed, 2, 1, 5);
      }),
    );
    expect(reader.recordCount).toBe(2);
    expect(reader.next()).toBe(true);
    const { kind, at, slot, task, other, flags, detail, tag } = reader;
    expect({ kind, at, slot, task, other, flags, detail, tag }).toEqual({
      kind: EventKind.delivered,
      at: 1e15 + 1,
      slot: 65_535,
      task: 4_294_967_295,
      other: 2.5,
      flags: EventFlag.redelivered,
      detail: 4_294_967_295,
      tag: 7,
    });
    expect(reader.next()).toBe(true);
    expect([reader.kind, reader.other, reader.flags, reader.detail, reader.tag]).toEqual([
      EventKind.completed,
      0,
      0,
      0,
      0,
    ]);
    expect(reader.next()).toBe(false);
  });

  it("counts the bytes of a torn tail and reads the records before it", () => {
    const reader = new ShardReader(shardOf((block) => block.append(EventKind.started, 1, 1, 1), RECORD_BYTES - 1));
    expect([reader.recordCount, reader.tornBytes]).toEqual([1, RECORD_BYTES - 1]);
  });

  it("is read the same when its bytes are not aligned", () => {
    const shard = shardOf((block) => block.append(EventKind.started, 42, 1, 9));
    const shifted = new Uint8Array(shard.length + 1);
    shifted.set(shard, 1);
    const reader = new ShardReader(shifted.subarray(1));
    reader.next();
    expect([reader.at, reader.task]).toEqual([42, 9]);
  });

  it("can be read again from the start", () => {
    const reader = new ShardReader(shardOf((block) => block.append(EventKind.started, 1, 1, 1)));
    while (reader.next());
    reader.rewind();
    expect(reader.next()).toBe(true);
  });

  it.each([
    ["cut off in its header", header.subarray(0, HEADER_BYTES - 1), /less than a shard's header/],
    ["of another kind of file", new Uint8Array(HEADER_BYTES), /magic number/],
    ["of another version", withWord(1, 99), /version 99/],
  ])("%s is refused with the file's name", (_, bytes, message) => {
    expect(() => new ShardReader(bytes, "worker-3.2.shard")).toThrow(UnreadableShardError);
    expect(() => new ShardReader(bytes, "worker-3.2.shard")).toThrow(message);
    expect(() => new ShardReader(bytes, "worker-3.2.shard")).toThrow(/^worker-3\.2\.shard/);
  });
});

function withWord(index: number, value: number): Uint8Array {
  const words = new Uint32Array(header.slice().buffer);
  words[index] = value;
  return new Uint8Array(words.buffer);
}
