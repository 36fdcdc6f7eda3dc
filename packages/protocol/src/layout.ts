// The position of each field in a shard. Fields are in host byte order, so that writer and reader use typed arrays on
// the same bytes; the magic number in the header shows a reader with another byte order that it cannot read the shard.

export const SHARD_VERSION = 2;
export const HEADER_BYTES = 64;
export const RECORD_BYTES = 32;
/** A word has 32 bits. */
export const RECORD_WORDS = RECORD_BYTES / 4;

/** "FHSH" read as a little-endian 32-bit number. */
export const MAGIC = 0x48534846;

/** Header: indices of its 32-bit words. */
export const HeaderWord = {
  magic: 0,
  version: 1,
  recordBytes: 2,
  role: 3,
  process: 4,
  incarnation: 5,
  pid: 6,
} as const;
/** Header: index of the 64-bit word with the time at which the shard was opened. */
export const HEADER_OPENED_AT = 4;

/**
 * Record: byte offsets (u8 kind, u8 flags), the index of a 16-bit field (slot), and indices of 32-bit and 64-bit words.
 */
export const RecordByte = { kind: 0, flags: 1 } as const;
export const RECORD_SLOT = 1;
export const RecordWord = { task: 1, detail: 6, tag: 7 } as const;
export const RecordTime = { at: 1, other: 2 } as const;
