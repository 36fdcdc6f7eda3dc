// Reads a shard: its header, then its reliable records. Damage is reported in `integrity`; only a file without a valid
// header throws.
import { HEADER_BYTES } from "../layout.ts";
import { RecordChunks } from "./record-chunks.ts";
import { RecordCursor } from "./record-cursor.ts";
import { NO_RECORDS } from "./record-views.ts";
import { isPacked } from "../packed/pack-format.ts";
import { PackedShard } from "../packed/packed-shard.ts";
import { bytesInMemory, headOf, type Shard, sizeOfShard } from "./shard-bytes.ts";
import { headerSum, readShardHeader, type ShardHeader } from "./shard-header.ts";
import { inspectRecords, type ShardIntegrity } from "./shard-integrity.ts";
import { VerifiedChunks } from "./verified-chunks.ts";

/** A whole shard: the cursor moves over its records up to the first damage. Several passes are possible. */
export class ShardReader extends RecordCursor {
  readonly header: ShardHeader;
  /** In bytes, before it was packed. */
  readonly size: number;
  readonly #shard: Shard;
  readonly #name: string;
  /** The header as its process wrote it, and its checksum. */
  readonly #written: ShardHeader;
  readonly #seed: number;
  #integrity: ShardIntegrity | undefined;
  #chunks: RecordChunks | VerifiedChunks | undefined;

  /**
   * `name` is used in error messages; `corrected` changes the header for readers, not for the check of the seals. Throws
   * UnreadableShardError, as `next` and `integrity` do if the shard changes meanwhile.
   */
  constructor(shard: Shard, name = "shard", corrected: (header: ShardHeader) => ShardHeader = (header) => header) {
    super();
    const plain = unpacked(shard);
    const head = headOf(plain, HEADER_BYTES);
    // Of a thousand shards, only those are open that are read now.
    if (!(plain instanceof Uint8Array)) plain.close();
    this.#written = readShardHeader(head, name);
    this.header = corrected(this.#written);
    this.size = sizeOfShard(plain);
    this.#seed = headerSum(head);
    this.#shard = plain;
    this.#name = name;
  }

  /** Found by the first pass over the records; before its end, by a pass for this purpose. */
  get integrity(): ShardIntegrity {
    const all = (): RecordChunks => new RecordChunks(this.#shard, this.#name, this.size);
    return (this.#integrity ??= inspectRecords(all(), this.size, this.#written, this.#seed));
  }

  get recordCount(): number {
    return this.integrity.records;
  }

  override rewind(): void {
    this.#chunks?.release();
    this.#chunks = undefined;
    this.show(NO_RECORDS, 0);
  }

  protected override refill(): boolean {
    const chunks = (this.#chunks ??= this.#open());
    let more = chunks.next();
    if (!more && chunks instanceof VerifiedChunks) {
      this.#integrity ??= chunks.integrity;
      this.#chunks = new RecordChunks(this.#shard, this.#name, this.integrity.end, chunks.shownUntil);
      more = this.#chunks.next();
    }
    this.show(this.#chunks.views, this.#chunks.count);
    return more;
  }

  #open(): RecordChunks | VerifiedChunks {
    // To read a shard in memory twice costs less than to copy it.
    return this.#integrity !== undefined || this.#shard instanceof Uint8Array
      ? new RecordChunks(this.#shard, this.#name, this.integrity.end)
      : new VerifiedChunks(this.#shard, this.#name, this.#written, this.#seed);
  }
}

/** The shard as its process wrote it. */
function unpacked(shard: Shard): Shard {
  const head = headOf(shard, HEADER_BYTES);
  if (!isPacked(head)) return shard;
  return new PackedShard(shard instanceof Uint8Array ? bytesInMemory(shard) : shard, head);
}
