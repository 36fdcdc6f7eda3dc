// Our side of the sampler in a managed node: names the queue it is to look at, and reads what it has written.
import { mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync, closeSync } from "node:fs";
import { join } from "node:path";
import { type Nanoseconds, nanoseconds } from "@fairhare/core";
import { SAMPLER_SCRIPT } from "./sampler-script.ts";

/** What the node said of a queue at one moment. */
export interface QueueSample {
  /** On the host's monotonic clock. */
  readonly at: Nanoseconds;
  readonly ready: number;
  readonly unacked: number;
  /** Of the queue's process. */
  readonly queueBytes: number;
  /** Of the whole Erlang machine, and of the binaries in it. */
  readonly nodeBytes: number;
  readonly binaryBytes: number;
}

/** Ends with its disposal. */
export interface QueueSampler extends Disposable {
  /** What has come since the last call. Over a restart of the broker there is nothing, and then it goes on. */
  read(): QueueSample[];
}

const CHUNK_BYTES = 64 * 1024;
const FIGURES = 6;

/** The directory and the script in it, before the node starts. */
export function layOutSampler(directory: string): void {
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(directory, "sampler.erl"), SAMPLER_SCRIPT, { mode: 0o600 });
}

/** One queue of the virtual host `/` at a time. */
export function sampleQueue(directory: string, queue: string): QueueSampler {
  const named = join(directory, "queue");
  const file = join(directory, `${queue}.samples`);
  writeFileSync(file, "", { mode: 0o600 });
  const samples = openSync(file, "r");
  // Renamed into place: a name must never be read by half.
  writeFileSync(`${named}.new`, queue, { mode: 0o600 });
  renameSync(`${named}.new`, named);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let unfinished = "";
  return {
    read() {
      let text = unfinished;
      for (;;) {
        const bytes = readSync(samples, chunk, 0, CHUNK_BYTES, null);
        if (bytes === 0) break;
        text += chunk.toString("latin1", 0, bytes);
      }
      const lines = text.split("\n");
      unfinished = lines.pop() ?? "";
      return lines.flatMap((line) => readSample(line) ?? []);
    },
    [Symbol.dispose]() {
      rmSync(named, { force: true });
      closeSync(samples);
      rmSync(file, { force: true });
    },
  };
}

/** `undefined` for a line that a killed node has left unfinished. */
function readSample(line: string): QueueSample | undefined {
  const figures = line.split(" ").map(Number);
  const [at = 0, ready = 0, unacked = 0, queueBytes = 0, nodeBytes = 0, binaryBytes = 0] = figures;
  if (figures.length !== FIGURES || !figures.every(Number.isFinite)) return undefined;
  return { at: nanoseconds(at), ready, unacked, queueBytes, nodeBytes, binaryBytes };
}
