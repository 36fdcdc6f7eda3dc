// One process's append-only history. Records gather in memory and go out with one write, sealed with a checksum.
import { closeSync, openSync, writeSync } from "node:fs";
import { type EventKind, ShardEncoder, type ShardHeader } from "@fairhare/protocol";

export class ShardWriter {
  readonly #sink: ShardSink;
  readonly #encoder: ShardEncoder;

  /** The sink is new: nothing has been written to it. */
  constructor(sink: ShardSink, header: ShardHeader) {
    this.#sink = sink;
    this.#encoder = new ShardEncoder(header);
    sink.write(this.#encoder.header, this.#encoder.header.byteLength);
  }

  append(kind: EventKind, at: number, slot: number, task: number, other = 0, flags = 0, detail = 0, tag = 0): void {
    if (this.#encoder.isFull) this.flush();
    this.#encoder.append(kind, at, slot, task, other, flags, detail, tag);
  }

  /** Returns when every appended record is safe. */
  flush(): void {
    const length = this.#encoder.seal();
    if (length > 0) this.#sink.write(this.#encoder.bytes, length);
  }

  /** The end in good order: says in the shard that it is complete. A process that fails flushes, and leaves it open. */
  [Symbol.dispose](): void {
    const length = this.#encoder.close();
    this.#sink.write(this.#encoder.bytes, length);
    this.#sink.close();
  }
}

export interface ShardSink {
  /** Returns when the first `length` of `bytes` are safe; they are the caller's again then. */
  write(bytes: Uint8Array, length: number): void;
  close(): void;
}

/** Safe is in the kernel: it survives the SIGKILL of this process. The file must not exist: a shard has one writer in its life. */
export function openShardFile(path: string): ShardSink {
  const file = openSync(path, "ax");
  return {
    write: (bytes, length) => {
      for (let written = 0; written < length;) written += writeSync(file, bytes, written, length - written);
    },
    close: () => closeSync(file),
  };
}
