// The header of a shard, which says which process wrote it.
import { FairhareError, nanoseconds, type Nanoseconds } from "@fairhare/core";
import { crc32 } from "./crc32.ts";
import type { Role } from "../event.ts";
import { HEADER_BYTES, HEADER_OPENED_AT, HeaderWord, MAGIC, RECORD_BYTES, SHARD_VERSION } from "../layout.ts";

/** Process and incarnation are numbered from 1. */
export interface ShardHeader {
  readonly role: Role;
  readonly process: number;
  readonly incarnation: number;
  readonly pid: number;
  readonly openedAt: Nanoseconds;
}

export class UnreadableShardError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

export function encodeHeader(header: ShardHeader): Uint8Array {
  const bytes = new ArrayBuffer(HEADER_BYTES);
  const words = new Uint32Array(bytes);
  words[HeaderWord.magic] = MAGIC;
  words[HeaderWord.version] = SHARD_VERSION;
  words[HeaderWord.recordBytes] = RECORD_BYTES;
  words[HeaderWord.role] = header.role;
  words[HeaderWord.process] = header.process;
  words[HeaderWord.incarnation] = header.incarnation;
  words[HeaderWord.pid] = header.pid;
  new Float64Array(bytes)[HEADER_OPENED_AT] = header.openedAt;
  return new Uint8Array(bytes);
}

/**
 * The checksum of the header. It is the seed of the first block, so that the seal of that block covers the header as
 * well.
 */
export const headerSum = ({ buffer, byteOffset }: Uint8Array): number =>
  crc32(new Uint32Array(buffer, byteOffset, HEADER_BYTES / 4), 0, HEADER_BYTES / 4, 0);

/** Reads the first 64 bytes of a shard; `bytes` must begin at an 8-byte boundary. Throws UnreadableShardError. */
export function readShardHeader(bytes: Uint8Array, name: string): ShardHeader {
  if (bytes.byteLength < HEADER_BYTES) {
    throw new UnreadableShardError(
      `${name} has ${bytes.byteLength} bytes, fewer than the ${HEADER_BYTES} bytes of a shard's header. It is not a history shard, or its process was killed while it opened the file.`,
    );
  }
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4);
  const times = new Float64Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 8);
  const word = (index: number): number => words[index] ?? 0;
  if (word(HeaderWord.magic) !== MAGIC) {
    throw new UnreadableShardError(
      `${name} does not begin with the magic number of a shard. It is not a history shard, or it was written on a host with another byte order.`,
    );
  }
  if (word(HeaderWord.version) !== SHARD_VERSION || word(HeaderWord.recordBytes) !== RECORD_BYTES) {
    throw new UnreadableShardError(
      `${name} has shard version ${word(HeaderWord.version)} with records of ${word(HeaderWord.recordBytes)} bytes; this version of Fairhare reads shard version ${SHARD_VERSION} with records of ${RECORD_BYTES} bytes. Use the version of Fairhare that wrote it.`,
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
