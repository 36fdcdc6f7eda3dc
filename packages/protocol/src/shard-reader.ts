// Reads a shard: the header, then those of its records that can be relied on. What is wrong with it is told, not
// thrown, but for a file whose header is none.
import { HEADER_BYTES } from "./layout.ts";
import { RecordCursor } from "./record-cursor.ts";
import { readShardHeader, type ShardHeader } from "./shard-header.ts";
import { inspectShard, type ShardIntegrity } from "./shard-integrity.ts";

/** A whole shard: the cursor runs over its records up to the first damage, seals left out. */
export class ShardReader extends RecordCursor {
  readonly header: ShardHeader;
  readonly integrity: ShardIntegrity;

  /** `name` is for error messages. Bytes that are not 8-byte aligned are copied once. Throws UnreadableShardError. */
  constructor(shard: Uint8Array, name = "shard") {
    const aligned = shard.byteOffset % 8 === 0 ? shard : new Uint8Array(shard);
    const header = readShardHeader(aligned, name);
    const integrity = inspectShard(aligned, header);
    super(aligned.subarray(HEADER_BYTES, integrity.end));
    this.header = header;
    this.integrity = integrity;
  }

  get recordCount(): number {
    return this.integrity.records;
  }
}
