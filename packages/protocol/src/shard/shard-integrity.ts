// Checks with the seals of a shard that its bytes are the ones that its process wrote.
import { crc32 } from "./crc32.ts";
import { EventKind, isKindOf, type Role } from "../event.ts";
import { HEADER_BYTES, RECORD_BYTES, RECORD_WORDS, RecordByte, RecordTime, RecordWord } from "../layout.ts";
import type { RecordChunks } from "./record-chunks.ts";
import type { RecordViews } from "./record-views.ts";
import type { ShardHeader } from "./shard-header.ts";

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

/**
 * `size` is that of the whole shard in bytes, `seed` the checksum of its header. Reads every chunk once, up to the first
 * damage.
 */
export function inspectRecords(chunks: RecordChunks, size: number, header: ShardHeader, seed: number): ShardIntegrity {
  const inspection = new Inspection(header, seed);
  while (inspection.damage === null && chunks.next()) inspection.add(chunks.views, 0, chunks.count);
  chunks.release();
  return inspection.end((size - HEADER_BYTES) % RECORD_BYTES);
}

/** Compares the records of a shard with its seals, piece by piece. */
export class Inspection {
  readonly #kinds: Uint8Array;
  readonly #openedAt: number;
  damage: string | null = null;
  /** Checksum of the block so far, from that of the previous seal or of the header on. */
  #running: number;
  /** Records in sealed blocks. */
  #records = 0;
  /** Seals so far. */
  #seals = 0;
  /** Records of the current block, which has no seal yet. */
  #block = 0;
  #isClosed = false;
  /** In the current block, from 1: the first record of a kind that its process does not write; 0 without one. */
  #foreignAt = 0;
  /** In the current block, from 1: the first record with an impossible time; 0 without one. */
  #impossibleAt = 0;

  constructor({ role, openedAt }: ShardHeader, seed: number) {
    this.#kinds = kindsOf(role);
    this.#openedAt = openedAt;
    this.#running = seed;
  }

  /** Adds the records from index `first` up to, not including, `count`. Returns the index after their last seal, or 0. */
  add({ bytes, words, times }: RecordViews, first: number, count: number): number {
    const kinds = this.#kinds;
    const openedAt = this.#openedAt;
    let sealed = 0;
    /** Index of the first record that is not in the running checksum yet. */
    let from = first;
    for (let index = first; index < count; index++) {
      if (this.#isClosed) {
        this.#damaged("continues after its closing record");
        return sealed;
      }
      const kind = bytes[index * RECORD_BYTES + RecordByte.kind] ?? 0;
      if (kind !== EventKind.sealed && kind !== EventKind.closing) {
        this.#block++;
        if (kinds[kind] === 0) this.#foreignAt ||= this.#block;
        const at = times[index * 4 + RecordTime.at] ?? 0;
        if (!(at >= openedAt && at < openedAt + LONGEST_LIFE)) this.#impossibleAt ||= this.#block;
        continue;
      }
      this.#seal(words, times, from, index);
      if (this.damage !== null) return sealed;
      this.#isClosed = kind === EventKind.closing;
      from = sealed = index + 1;
    }
    this.#running = crc32(words, from * RECORD_WORDS, count * RECORD_WORDS, this.#running);
    return sealed;
  }

  end(tornBytes: number): ShardIntegrity {
    if (this.damage === null) {
      if (this.#foreignAt > 0) this.#damaged(foreign(this.#records + this.#foreignAt));
      else if (this.#impossibleAt > 0)
        this.#damaged(`contains an impossible time (record ${this.#records + this.#impossibleAt})`);
      else if (this.#isClosed && tornBytes > 0) this.#damaged("continues after its closing record");
    }
    const { damage } = this;
    const unsealed = damage === null ? this.#block : 0;
    const records = this.#records + unsealed;
    const end = HEADER_BYTES + (records + this.#seals) * RECORD_BYTES;
    return { damage, isClosed: this.#isClosed && damage === null, records, unsealed, tornBytes, end };
  }

  /** Compares the block with the seal at `index`. */
  #seal(words: Uint32Array, times: Float64Array, from: number, index: number): void {
    const block = this.#block;
    const end = index * RECORD_WORDS;
    const total = times[index * 4 + RecordTime.other] ?? 0;
    const claimed = words[end + RecordWord.tag] ?? 0;
    const stored = words[end + RecordWord.detail] ?? 0;
    REST[1] = claimed;
    const actual = crc32(REST, 0, 2, crc32(words, from * RECORD_WORDS, end + RecordWord.detail, this.#running));
    if (actual !== stored) return this.#damaged(describeDamage(this.#records, block, claimed, total));
    if (this.#foreignAt > 0) return this.#damaged(foreign(this.#records + this.#foreignAt));
    this.#running = stored;
    this.#records += block;
    this.#seals++;
    this.#block = 0;
    this.#impossibleAt = 0;
  }

  #damaged(damage: string): void {
    this.damage = damage;
  }
}

/** The last two words of a seal, with `detail` 0. */
const REST = new Uint32Array(2);

/** By kind: 1 if a process of this role writes it. */
function kindsOf(role: Role): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, kind) => Number(isKindOf(role, kind)));
}

const foreign = (record: number): string =>
  `contains a record of a kind that its process does not write (record ${record})`;

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
