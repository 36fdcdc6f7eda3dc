// Checks with the seals of a shard that its bytes are the ones that its process wrote.
import { crc32 } from "./crc32.ts";
import { EventKind, isKindOf } from "./event.ts";
import { HEADER_BYTES, RECORD_BYTES, RECORD_WORDS, RecordByte, RecordTime, RecordWord } from "./layout.ts";
import { headerSum, type ShardHeader } from "./shard-header.ts";

export interface ShardIntegrity {
  /** What is wrong, to follow the shard's name in a sentence; null if nothing is wrong. */
  readonly damage: string | null;
  /** The last record is the closing one: the shard is complete. */
  readonly isClosed: boolean;
  /** Reliable records, without seals. In a damaged shard: the records before the damage. */
  readonly records: number;
  /** Of those, the whole records after the last seal, which no checksum protects. */
  readonly unsealed: number;
  /** Bytes after the last whole record. */
  readonly tornBytes: number;
  /** End of the reliable records, in bytes from the beginning of the shard. */
  readonly end: number;
}

/**
 * Nanoseconds (ten years): no process runs longer. A seal has time 0, so a seal that was changed into a record is
 * detected.
 */
const LONGEST_LIFE = 3.2e17;

/** `shard` begins at an 8-byte boundary, with the header that was read from it. */
export function inspectShard(shard: Uint8Array, { role, openedAt }: ShardHeader): ShardIntegrity {
  const bytes = shard.subarray(HEADER_BYTES);
  const count = Math.floor(bytes.byteLength / RECORD_BYTES);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, count * RECORD_WORDS);
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, count * 4);
  const tornBytes = bytes.byteLength % RECORD_BYTES;
  let sum = headerSum(shard);
  /** Index of the first record that is not covered by a seal yet. */
  let from = 0;
  let records = 0;
  let isClosed = false;
  let foreignAt = -1;

  const result = (damage: string | null): ShardIntegrity => {
    const unsealed = damage === null ? count - from : 0;
    const end = HEADER_BYTES + (from + unsealed) * RECORD_BYTES;
    return { damage, isClosed: isClosed && damage === null, records: records + unsealed, unsealed, tornBytes, end };
  };

  for (let index = 0; index < count; index++) {
    if (isClosed) return result("continues after its closing record");
    const kind = bytes[index * RECORD_BYTES + RecordByte.kind] ?? 0;
    if (kind !== EventKind.sealed && kind !== EventKind.closing) {
      if (foreignAt < 0 && !isKindOf(role, kind)) foreignAt = index;
      continue;
    }
    const block = index - from;
    const total = numbers[index * 4 + RecordTime.other] ?? 0;
    const claimed = words[index * RECORD_WORDS + RecordWord.tag] ?? 0;
    const stored = words[index * RECORD_WORDS + RecordWord.detail] ?? 0;
    const actual = sumOf(words, from, index, sum);
    if (actual !== stored) return result(describeDamage(records, block, claimed, total));
    if (foreignAt >= 0) return result(foreign(records + foreignAt - from + 1));
    sum = stored;
    from = index + 1;
    records += block;
    isClosed = kind === EventKind.closing;
  }
  if (foreignAt >= 0) return result(foreign(records + foreignAt - from + 1));
  for (let index = from; index < count; index++) {
    const at = numbers[index * 4 + RecordTime.at] ?? 0;
    if (!(at >= openedAt && at < openedAt + LONGEST_LIFE))
      return result(`contains an impossible time (record ${records + index - from + 1})`);
  }
  if (isClosed && tornBytes > 0) return result("continues after its closing record");
  return result(null);
}

const foreign = (record: number): string =>
  `contains a record of a kind that its process does not write (record ${record})`;

/** The checksum of the records from `from` to the seal at `index`, and of the seal itself with `detail` 0. */
function sumOf(words: Uint32Array, from: number, index: number, seed: number): number {
  const end = index * RECORD_WORDS;
  REST[1] = words[end + RecordWord.tag] ?? 0;
  return crc32(REST, 0, 2, crc32(words, from * RECORD_WORDS, end + RecordWord.detail, seed));
}

const REST = new Uint32Array(2);

/** A hint for the user only: the numbers in the seal may themselves be damaged. */
function describeDamage(records: number, block: number, claimed: number, total: number): string {
  const between = `between records ${records + 1} and ${records + block}`;
  if (block > 0 && claimed === block && total === records + block)
    return `was changed ${between}: the checksum does not match`;
  const missing = total - records - block;
  if (Number.isInteger(missing) && missing > 0 && missing < 2 ** 32)
    return `lacks ${missing === 1 ? "1 record" : `${missing} records`} after record ${records}`;
  return `was changed after record ${records}: the checksum does not match`;
}
