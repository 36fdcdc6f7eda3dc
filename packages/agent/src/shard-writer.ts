// One process's append-only history file. Records gather in memory and reach the kernel with one write:
// what was flushed survives the SIGKILL of this process.
import { closeSync, openSync, writeSync } from "node:fs";
import { encodeHeader, type EventKind, RecordBlock, type ShardHeader } from "@fairhare/protocol";

/** 128 KiB: far above what one event-loop turn gathers; a full block is written early, which is always safe. */
const BLOCK_RECORDS = 4096;

export class ShardWriter {
  readonly #file: number;
  readonly #block = new RecordBlock(BLOCK_RECORDS);

  /** The file must not exist: a shard has one writer in its life. */
  constructor(path: string, header: ShardHeader) {
    this.#file = openSync(path, "ax");
    writeSync(this.#file, encodeHeader(header));
  }

  append(kind: EventKind, at: number, slot: number, task: number, other = 0, flags = 0, detail = 0, tag = 0): void {
    if (this.#block.isFull) this.flush();
    this.#block.append(kind, at, slot, task, other, flags, detail, tag);
  }

  /** Returns when every appended record is in the kernel. */
  flush(): void {
    const { bytes, byteLength } = this.#block;
    let written = 0;
    while (written < byteLength) written += writeSync(this.#file, bytes, written, byteLength - written);
    this.#block.clear();
  }

  [Symbol.dispose](): void {
    this.flush();
    closeSync(this.#file);
  }
}
