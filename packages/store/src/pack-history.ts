// Packs the shards of a run that has ended, each in place: a packed shard takes about a third of the disk. A shard is only
// replaced after its packed form was read back and is the same, byte for byte.
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HEADER_BYTES, isPacked, PackedShard, packShard, type ShardBytes } from "@fairhare/protocol";
import { findShardFile } from "./shard-file.ts";

/** Bytes that are compared at a time: a frame. */
const COMPARED_BYTES = 65_536;

/** Leaves a shard as it is that cannot be read, is packed already, or is shorter than a header. Throws the system's error. */
export function packShardFile(path: string): void {
  const found = findShardFile(path);
  if (found.kind !== "found" || found.bytes.size < HEADER_BYTES) return;
  const shard = found.bytes;
  const draft = join(dirname(path), `.${basename(path)}.packed`);
  try {
    if (isPacked(headOf(shard))) return;
    write(draft, packShard(shard));
    if (isSame(shard, draft)) renameSync(draft, path);
  } finally {
    shard.close();
    rmSync(draft, { force: true });
  }
}

function write(path: string, pieces: Iterable<Uint8Array>): void {
  const file = openSync(path, "w");
  try {
    for (const piece of pieces)
      for (let written = 0; written < piece.byteLength;) written += writeSync(file, piece, written);
  } finally {
    closeSync(file);
  }
}

function isSame(shard: ShardBytes, packedPath: string): boolean {
  const found = findShardFile(packedPath);
  if (found.kind !== "found") return false;
  const packed = new PackedShard(found.bytes, headOf(found.bytes));
  const [one, other] = [new Uint8Array(COMPARED_BYTES), new Uint8Array(COMPARED_BYTES)];
  try {
    for (let offset = 0; offset < shard.size;) {
      const length = packed.read(other, offset);
      if (length === 0 || shard.read(one.subarray(0, length), offset) !== length) return false;
      if (Buffer.compare(one.subarray(0, length), other.subarray(0, length)) !== 0) return false;
      offset += length;
    }
    return packed.size === shard.size;
  } finally {
    packed.close();
  }
}

function headOf(shard: ShardBytes): Uint8Array {
  const head = new Uint8Array(HEADER_BYTES);
  return head.subarray(0, shard.read(head, 0));
}
