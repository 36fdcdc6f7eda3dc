export { type ClockMap, CorrectedShardReader } from "./clock/corrected-shard.ts";
export {
  bestExchange,
  boundsOfRecord,
  offsetOf,
  type OffsetBounds,
  recordOfExchange,
  roundTripOf,
  type TimeExchange,
} from "./clock/time-exchange.ts";
export type { ChildMessage, ChildPlan, ParentMessage, ProducerPlan, WorkerPlan } from "./control.ts";
export { connectionName, deadLetterQueueOf, queueSpecOf, retrySpecOf } from "./declarations.ts";
export { DeadLetterReason, EventFlag, EventKind, FailureOutcome, NodeAbsence, PhaseCode, Role } from "./event.ts";
export { EVENT_FIELDS, type FieldValue, namedEvent, roleName } from "./event-names.ts";
export { HEADER_BYTES, RECORD_BYTES, SHARD_VERSION } from "./layout.ts";
export { RecordBlock } from "./shard/record-block.ts";
export { RecordCursor } from "./shard/record-cursor.ts";
export { readFully, type Shard, type ShardBytes, sizeOfShard } from "./shard/shard-bytes.ts";
export { encodeShard, ShardEncoder } from "./shard/shard-encoder.ts";
export { readShardHeader, type ShardHeader, UnreadableShardError } from "./shard/shard-header.ts";
export type { ShardIntegrity } from "./shard/shard-integrity.ts";
export { parseShardName, type ShardIdentity, shardName, type ShardRole } from "./shard/shard-name.ts";
export { isPacked } from "./packed/pack-format.ts";
export { PackedShard, packShard } from "./packed/packed-shard.ts";
export { ShardReader } from "./shard/shard-reader.ts";
export {
  BINARY_BODY_BYTES,
  binaryIntendedAt,
  binaryTask,
  binaryWork,
  costOfText,
  encodeBinaryBody,
  formatTaskText,
  INTENDED_HEADER,
  isBinaryBody,
  isOfRun,
  RUN_HEADER,
  TASK_HEADER,
  taskOfMessage,
  WORK_HEADER,
} from "./task-body.ts";
