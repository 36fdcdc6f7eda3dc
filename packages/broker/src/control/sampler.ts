// Our side of the sampler in a private node: sets the queue to sample, and reads the samples.
import { randomUUID } from "node:crypto";
import { mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync, closeSync } from "node:fs";
import { join } from "node:path";
import { type Nanoseconds, nanoseconds } from "@fairhare/core";
import { CONTROL_SCRIPT, SAMPLER_SCRIPT } from "./sampler-script.ts";

/** The state of one or several queues at one moment, as reported by the node. */
export interface QueueSample {
  /** On the host's monotonic clock. */
  readonly at: Nanoseconds;
  readonly ready: number;
  readonly unacked: number;
  /** Memory of the processes of the queues. */
  readonly queueBytes: number;
  /** Memory of the whole Erlang machine, and of its binaries. */
  readonly nodeBytes: number;
  readonly binaryBytes: number;
}

/** The disposal ends the sampling. */
export interface QueueSampler extends Disposable {
  /** The samples since the last call. During a restart of the broker there are none; afterwards sampling continues. */
  read(): QueueSample[];
}

const CHUNK_BYTES = 64 * 1024;
const FIGURES = 6;

/** Creates the directory and the scripts, before the node starts. */
export function layOutSampler(directory: string): void {
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(directory, "sampler.erl"), SAMPLER_SCRIPT, { mode: 0o600 });
  writeFileSync(join(directory, "control.erl"), CONTROL_SCRIPT, { mode: 0o600 });
}

/** Samples the sum over these queues of the virtual host `/`; only one sampler at a time. No name has a line break. */
export function sampleQueues(directory: string, queues: readonly string[]): QueueSampler {
  const named = join(directory, "queue");
  // The name of a queue may have any characters.
  const name = `${randomUUID()}.samples`;
  const file = join(directory, name);
  writeFileSync(file, "", { mode: 0o600 });
  const samples = openSync(file, "r");
  // Renamed into place, so that the script never reads a partial name.
  writeFileSync(`${named}.new`, [name, ...queues].join("\n"), { mode: 0o600 });
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

/** `undefined` for a partial line of a killed node. */
export function readSample(line: string): QueueSample | undefined {
  const figures = line.split(" ").map(Number);
  const [at = 0, ready = 0, unacked = 0, queueBytes = 0, nodeBytes = 0, binaryBytes = 0] = figures;
  if (figures.length !== FIGURES || !figures.every(Number.isFinite)) return undefined;
  return { at: nanoseconds(at), ready, unacked, queueBytes, nodeBytes, binaryBytes };
}
