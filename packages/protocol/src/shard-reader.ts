// Reads a shard: its header, then its reliable records. Damage is reported in `integrity`; only a file without a valid
// header throws.
import { HEADER_BYTES } from "./layout.ts";
import { RecordChunks } from "./record-chunks.ts";
import { RecordCursor } from "./record-cursor.ts";
import { NO_RECORDS } from "./record-views.ts";
import { isPacked } from "./pack-format.ts";
import { PackedShard } from "./packed-shard.ts";
import { bytesInMemory, headOf, type Shard, sizeOfShard } from "./shard-bytes.ts";
import { headerSum, readShardHeader, type ShardHeader } from "./shard-header.ts";
import { inspectRecords, type ShardIntegrity } from "./shard-integrity.ts";

/** A whole shard: the cursor moves over its records up to the first damage. Several passes are possible. */
export class ShardReader extends RecordCursor {
  readonly header: ShardHeader;
  readonly integrity: ShardIntegrity;
  /** In bytes, before it was packed. */
  readonly size: number;
  readonly #shard: Shard;
  readonly #name: string;
  #chunks: RecordChunks | undefined;

  /**
   * `name` is used in error messages; `corrected` changes the header for readers, not for the check of the seals. Throws
   * UnreadableShardError, as `next` does if the shard changes meanwhile.
   */
  constructor(shard: Shard, name = "shard", corrected: (header: ShardHeader) => ShardHeader = (header) => header) {
    super();
    const plain = unpacked(shard);
    const head = headOf(plain, HEADER_BYTES);
    const size = sizeOfShard(plain);
    const header = readShardHeader(head, name);
    this.header = corrected(header);
    this.integrity = inspectRecords(new RecordChunks(plain, name, size), size, header, headerSum(head));
    this.#shard = plain;
    this.size = size;
    this.#name = name;
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
    this.#chunks ??= new RecordChunks(this.#shard, this.#name, this.integrity.end);
    const more = this.#chunks.next();
    this.show(this.#chunks.views, this.#chunks.count);
    return more;
  }
}

/** The shard as its process wrote it. */
function unpacked(shard: Shard): Shard {
  const head = headOf(shard, HEADER_BYTES);
  if (!isPacked(head)) return shard;
  return new PackedShard(shard instanceof Uint8Array ? bytesInMemory(shard) : shard, head);
}
