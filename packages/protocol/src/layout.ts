// Where each field of a shard lies. Everything is in host byte order, so that both sides are typed arrays
// over the same bytes; the header's magic number tells a reader that it has the wrong order.

export const SHARD_VERSION = 2;
export const HEADER_BYTES = 64;
export const RECORD_BYTES = 32;
/** Of 32 bits. */
export const RECORD_WORDS = RECORD_BYTES / 4;

/** "FHSH" read as a little-endian 32-bit number. */
export const MAGIC = 0x48534846;

/** Header: 32-bit words, but for the time. */
export const HeaderWord = {
  magic: 0,
  version: 1,
  recordBytes: 2,
  role: 3,
  process: 4,
  incarnation: 5,
  pid: 6,
} as const;
/** Header: index of the 64-bit word that holds the time at which the shard was opened. */
export const HEADER_OPENED_AT = 4;

/** Record: byte offsets (u8 kind, u8 flags, u16 slot), then 32-bit word and 64-bit word indices. */
export const RecordByte = { kind: 0, flags: 1 } as const;
export const RECORD_SLOT = 1;
export const RecordWord = { task: 1, detail: 6, tag: 7 } as const;
export const RecordTime = { at: 1, other: 2 } as const;
