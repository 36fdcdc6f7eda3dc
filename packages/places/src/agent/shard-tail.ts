// Reads the shard of one process as it grows, part by part. The file appears when the process is configured.
import { closeSync, openSync, readSync } from "node:fs";
import { codeOf, fileProblem } from "@fairhare/core";
import { FRAME_HEADER_BYTES, MAX_FRAME_PAYLOAD, writeFrameHeader } from "../transport/shard-frame.ts";

/** Shared: a part is copied out before the next one is read. */
const scratch = Buffer.allocUnsafeSlow(MAX_FRAME_PAYLOAD);

export class ShardTail {
  readonly #process: number;
  readonly #path: string;
  #file: number | undefined;
  #offset = 0;
  #problem: string | undefined;

  constructor(process: number, path: string) {
    this.#process = process;
    this.#path = path;
  }

  /** Bytes that were read. */
  get offset(): number {
    return this.#offset;
  }

  /** Why it cannot be read any more, as a clause; undefined if it can. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The next part of at most so many bytes, as a frame; undefined when there is nothing new, or a problem. */
  read(maxBytes: number): Buffer | undefined {
    const length = this.#problem === undefined ? this.#readPart(Math.min(maxBytes, scratch.length)) : 0;
    if (length === 0) return undefined;
    const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + length);
    writeFrameHeader(frame, this.#process, this.#offset);
    scratch.copy(frame, FRAME_HEADER_BYTES, 0, length);
    this.#offset += length;
    return frame;
  }

  /** Bytes in `scratch`. */
  #readPart(maxBytes: number): number {
    try {
      this.#file ??= openIfExists(this.#path);
      // The bytes were written a moment ago, so the kernel has them in memory and the call does not wait for the disk.
      return this.#file === undefined ? 0 : readSync(this.#file, scratch, 0, maxBytes, this.#offset);
    } catch (error) {
      // Such as no file descriptor: it concerns this process, and not the agent with all others.
      this.#problem = fileProblem(error);
      return 0;
    }
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
