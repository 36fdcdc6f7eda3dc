// Where a reader finds the bytes of a shard: in memory, or in a file that it reads chunk by chunk, so that a history does
// not need to fit into memory.

/** A shard that nobody writes to any more. */
export interface ShardBytes {
  /** In bytes. */
  readonly size: number;
  /** Fills `into` with the bytes from `offset` on. Returns how many; fewer than fit only at the end of the shard. */
  read(into: Uint8Array, offset: number): number;
  /** Ends a pass over the bytes; the next `read` begins another one. */
  close(): void;
}

/** A whole shard in memory is read in place. */
export type Shard = Uint8Array | ShardBytes;

export const sizeOfShard = (shard: Shard): number => (shard instanceof Uint8Array ? shard.byteLength : shard.size);

/** The first `length` bytes, at an 8-byte boundary; fewer if the shard is shorter. */
export function headOf(shard: Shard, length: number): Uint8Array {
  if (shard instanceof Uint8Array) return new Uint8Array(shard.subarray(0, length));
  const head = new Uint8Array(length);
  return head.subarray(0, readFully(shard, head, 0));
}

/** A shard in memory, with the interface of one in a file. */
export const bytesInMemory = (shard: Uint8Array): ShardBytes => ({
  size: shard.byteLength,
  read: (into, offset) => {
    const part = shard.subarray(offset, Math.min(shard.byteLength, offset + into.byteLength));
    into.set(part);
    return part.byteLength;
  },
  close: () => undefined,
});

/** Reads until `into` is full or the shard ends. */
export function readFully(shard: ShardBytes, into: Uint8Array, offset: number): number {
  let filled = 0;
  while (filled < into.byteLength) {
    const read = shard.read(filled === 0 ? into : into.subarray(filled), offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
