// Whole records in memory, as typed arrays of each width over the same bytes.
import { RECORD_BYTES } from "../layout.ts";

export interface RecordViews {
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Uint32Array;
  readonly times: Float64Array;
}

/** `records` must begin at an 8-byte boundary; an incomplete record at the end is left out. */
export function viewsOf({ buffer, byteOffset, byteLength }: Uint8Array): RecordViews {
  const length = byteLength - (byteLength % RECORD_BYTES);
  return {
    bytes: new Uint8Array(buffer, byteOffset, length),
    halves: new Uint16Array(buffer, byteOffset, length / 2),
    words: new Uint32Array(buffer, byteOffset, length / 4),
    times: new Float64Array(buffer, byteOffset, length / 8),
  };
}

export const NO_RECORDS: RecordViews = viewsOf(new Uint8Array(0));
