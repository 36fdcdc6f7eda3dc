// A part of a shard as a binary message: number of the process, offset of the first byte in the shard, bytes.

/** Process: 4 bytes; offset: 8 bytes as a double, exact up to 2^53; big-endian. */
export const FRAME_HEADER_BYTES = 12;

/** Bytes of a shard in one message. */
export const MAX_FRAME_PAYLOAD = 256 * 1024;

/** Bytes on the way that the orchestrator has not written yet, of all shards of an agent together. */
export const WINDOW_BYTES = 1024 * 1024;

export interface ShardFrame {
  readonly process: number;
  readonly offset: number;
  /** A view of the message. */
  readonly bytes: Buffer;
}

/** Fills the first 12 bytes. */
export function writeFrameHeader(frame: Buffer, process: number, offset: number): void {
  frame.writeUInt32BE(process, 0);
  frame.writeDoubleBE(offset, 4);
}

/** Undefined if the message is too short. */
export function readShardFrame(message: Buffer): ShardFrame | undefined {
  if (message.length < FRAME_HEADER_BYTES) return undefined;
  return {
    process: message.readUInt32BE(0),
    offset: message.readDoubleBE(4),
    bytes: message.subarray(FRAME_HEADER_BYTES),
  };
}
