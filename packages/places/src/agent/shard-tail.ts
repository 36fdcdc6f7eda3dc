// Reads the shard of one process as it grows, part by part. The file appears when the process is configured.
import { closeSync, openSync, readSync } from "node:fs";
import { codeOf } from "@fairhare/core";
import { FRAME_HEADER_BYTES, MAX_FRAME_PAYLOAD, writeFrameHeader } from "../transport/shard-frame.ts";

/** Shared: a part is copied out before the next one is read. */
const scratch = Buffer.allocUnsafeSlow(MAX_FRAME_PAYLOAD);

export class ShardTail {
  readonly #process: number;
  readonly #path: string;
  #file: number | undefined;
  #offset = 0;

  constructor(process: number, path: string) {
    this.#process = process;
    this.#path = path;
  }

  /** Bytes that were read. */
  get offset(): number {
    return this.#offset;
  }

  /** The next part of at most so many bytes, as a frame; undefined when there is nothing new. */
  read(maxBytes: number): Buffer | undefined {
    this.#file ??= openIfExists(this.#path);
    if (this.#file === undefined) return undefined;
    // The bytes were written a moment ago, so the kernel has them in memory and the call does not wait for the disk.
    const length = readSync(this.#file, scratch, 0, Math.min(maxBytes, scratch.length), this.#offset);
    if (length === 0) return undefined;
    const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + length);
    writeFrameHeader(frame, this.#process, this.#offset);
    scratch.copy(frame, FRAME_HEADER_BYTES, 0, length);
    this.#offset += length;
    return frame;
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

function openIfExists(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
