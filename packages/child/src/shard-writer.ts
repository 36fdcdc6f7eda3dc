// The append-only history of one process: records are collected in memory, sealed with a checksum and written with one
// call. The sink is a port; in every real process it is a file.
import { closeSync, openSync, writeSync } from "node:fs";
import { type EventKind, ShardEncoder, type ShardHeader } from "@fairhare/protocol";

export class ShardWriter {
  readonly #sink: ShardSink;
  readonly #encoder: ShardEncoder;

  /** `sink` must be empty. */
  constructor(sink: ShardSink, header: ShardHeader) {
    this.#sink = sink;
    this.#encoder = new ShardEncoder(header);
    sink.write(this.#encoder.header, this.#encoder.header.byteLength);
  }

  append(kind: EventKind, at: number, slot: number, task: number, other = 0, flags = 0, detail = 0, tag = 0): void {
    if (this.#encoder.isFull) this.flush();
    this.#encoder.append(kind, at, slot, task, other, flags, detail, tag);
  }

  /** Returns when every appended record is written. */
  flush(): void {
    const length = this.#encoder.seal();
    if (length > 0) this.#sink.write(this.#encoder.bytes, length);
  }

  /**
   * Marks the shard as complete and closes it. A process that fails calls `flush` instead and leaves the shard open.
   */
  [Symbol.dispose](): void {
    const length = this.#encoder.close();
    this.#sink.write(this.#encoder.bytes, length);
    this.#sink.close();
  }
}

export interface ShardSink {
  /** Returns when the first `length` bytes are written; the caller may then reuse `bytes`. */
  write(bytes: Uint8Array, length: number): void;
  close(): void;
}

/**
 * Written bytes are in the kernel and survive the SIGKILL of this process. The file must not exist: a shard has only
 * one writer.
 */
export function openShardFile(path: string): ShardSink {
  const file = openSync(path, "ax");
  return {
    write: (bytes, length) => {
      for (let written = 0; written < length;) written += writeSync(file, bytes, written, length - written);
    },
    close: () => closeSync(file),
  };
}
