// Where the bytes of a shard go: a port, and the file that it is in every real process.
import { closeSync, openSync, writeSync } from "node:fs";

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
