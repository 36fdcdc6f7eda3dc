// Reads a shard: the header, then its records. A torn tail (the writer was killed inside a write) is
// tolerated and counted; anything else wrong is an error.
import { FairhareError, nanoseconds } from "@fairhare/core";
import type { Role } from "./event.ts";
import { HEADER_BYTES, HEADER_OPENED_AT, HeaderWord, MAGIC, RECORD_BYTES, SHARD_VERSION } from "./layout.ts";
import { RecordCursor } from "./record-cursor.ts";
import type { ShardHeader } from "./shard-encoder.ts";

export class UnreadableShardError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

/** A whole shard: the cursor runs over its records. */
export class ShardReader extends RecordCursor {
  readonly header: ShardHeader;
  /** Bytes after the last whole record. */
  readonly tornBytes: number;

  /** `name` is for error messages. Bytes that are not 8-byte aligned are copied once. */
  constructor(shard: Uint8Array, name = "shard") {
    const aligned = shard.byteOffset % 8 === 0 ? shard : new Uint8Array(shard);
    const header = readShardHeader(aligned, name);
    super(aligned.subarray(HEADER_BYTES));
    this.header = header;
    this.tornBytes = (aligned.byteLength - HEADER_BYTES) % RECORD_BYTES;
  }
}

/** Reads the first 64 bytes of a shard. Throws UnreadableShardError. */
export function readShardHeader(bytes: Uint8Array, name: string): ShardHeader {
  if (bytes.byteLength < HEADER_BYTES) {
    throw new UnreadableShardError(
      `${name} has ${bytes.byteLength} bytes, less than a shard's header of ${HEADER_BYTES}; it is not a history shard, or its writer died while it was opened.`,
    );
  }
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4);
  const times = new Float64Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 8);
  const word = (index: number): number => words[index] ?? 0;
  if (word(HeaderWord.magic) !== MAGIC) {
    throw new UnreadableShardError(
      `${name} does not begin with a shard's magic number; it is not a history shard, or was written on a host of the other byte order.`,
    );
  }
  if (word(HeaderWord.version) !== SHARD_VERSION || word(HeaderWord.recordBytes) !== RECORD_BYTES) {
    throw new UnreadableShardError(
      `${name} is of shard version ${word(HeaderWord.version)} with records of ${word(HeaderWord.recordBytes)} bytes; this Fairhare reads version ${SHARD_VERSION} with ${RECORD_BYTES}. Read it with the Fairhare that wrote it.`,
    );
  }
  return {
    role: word(HeaderWord.role) as Role,
    process: word(HeaderWord.process),
    incarnation: word(HeaderWord.incarnation),
    pid: word(HeaderWord.pid),
    openedAt: nanoseconds(times[HEADER_OPENED_AT] ?? 0),
  };
}
