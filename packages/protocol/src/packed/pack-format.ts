// The layout of a packed shard, the form in which a shard is stored after its run. Its fields are in PROTOCOL.md.
import { HEADER_BYTES, HeaderWord, RECORD_BYTES, SHARD_VERSION } from "../layout.ts";

/** Records of a frame; the last one of a shard has fewer. */
export const FRAME_RECORDS = 2_048;
export const FRAME_BYTES = FRAME_RECORDS * RECORD_BYTES;
/** Number of packed bytes and number of records, both u32. */
export const FRAME_HEAD_BYTES = 8;
/** Header: index of the 64-bit word with the size of the shard before it was packed. */
const PLAIN_SIZE = 5;

/** Beside the version, the header is that of the shard. */
const PACKED_VERSION = 3;

/** Bits of the second byte of a packed record: the fields that follow. The others are as predicted. */
export const Packed = {
  slot: 1,
  task: 2,
  exactTime: 4,
  other: 8,
  exactOther: 16,
  detail: 32,
  tag: 64,
  flags: 128,
} as const;

/** `header`: the first bytes of a file, at an 8-byte boundary. */
export function isPacked(header: Uint8Array): boolean {
  return header.byteLength >= HEADER_BYTES && wordsOf(header)[HeaderWord.version] === PACKED_VERSION;
}

/** Returns a changed copy. */
export function packedHeader(header: Uint8Array, size: number): Uint8Array {
  const packed = new Uint8Array(header.subarray(0, HEADER_BYTES));
  wordsOf(packed)[HeaderWord.version] = PACKED_VERSION;
  new Float64Array(packed.buffer)[PLAIN_SIZE] = size;
  return packed;
}

/** The header before it was packed, and the size of the shard in bytes. */
export function plainHeader(packed: Uint8Array): { readonly header: Uint8Array; readonly size: number } {
  const header = new Uint8Array(packed.subarray(0, HEADER_BYTES));
  const times = new Float64Array(header.buffer);
  const size = times[PLAIN_SIZE] ?? 0;
  times[PLAIN_SIZE] = 0;
  wordsOf(header)[HeaderWord.version] = SHARD_VERSION;
  return { header, size };
}

const wordsOf = ({ buffer, byteOffset }: Uint8Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, HEADER_BYTES / 4);
