// A shard of a made run: the real encoder and file, sealed after every few records like the turns of an event loop.
import { statSync } from "node:fs";
import { openShardFile, type ShardSink, ShardWriter } from "@fairhare/child";
import { nanoseconds } from "@fairhare/core";
import { type EventKind, Role, type ShardRole } from "@fairhare/protocol";
import type { ExperimentDirectory } from "@fairhare/store";

/** The directory of one run. */
export type RunDirectory = ReturnType<ExperimentDirectory["run"]>;

/** Process id of every process. */
export const PID = 1_000;

export interface MadeShardOptions {
  readonly role: ShardRole;
  readonly process: number;
  readonly incarnation: number;
  /** Nanoseconds. */
  readonly openedAt: number;
  /** Records of a turn. */
  readonly turn: number;
}

const ROLES = {
  producer: Role.producer,
  worker: Role.worker,
  orchestrator: Role.orchestrator,
  "dead-letters": Role.deadLetters,
} as const;

export interface MadeProcess extends Omit<MadeShardOptions, "role" | "turn"> {
  readonly path: string;
  /** Time of the last record; nanoseconds. */
  readonly at: number;
  readonly records: number;
  readonly bytes: number;
  readonly killed: boolean;
}

/** The times of its records never decrease. */
export class MadeShard {
  readonly options: MadeShardOptions;
  readonly #path: string;
  readonly #sink: ShardSink;
  readonly #writer: ShardWriter;
  /** Time of the last record. */
  at: number;
  /** Records so far, without seals. */
  records = 0;

  constructor(run: RunDirectory, options: MadeShardOptions) {
    const { role, process, incarnation, openedAt } = options;
    this.options = options;
    this.at = openedAt;
    this.#path = run.shardFile(role, process, incarnation);
    const header = { role: ROLES[role], process, incarnation, pid: PID, openedAt: nanoseconds(openedAt) };
    this.#sink = openShardFile(this.#path);
    this.#writer = new ShardWriter(this.#sink, header);
  }

  append(kind: EventKind, at: number, slot: number, task: number, other = 0, flags = 0, detail = 0, tag = 0): void {
    this.at = Math.max(this.at, at);
    this.#writer.append(kind, this.at, slot, task, other, flags, detail, tag);
    this.records++;
    if (this.records % this.options.turn === 0) this.#writer.flush();
  }

  /** A killed process leaves no closing record. */
  end({ killed }: { readonly killed: boolean }): MadeProcess {
    if (killed) {
      this.#writer.flush();
      this.#sink.close();
    } else this.#writer[Symbol.dispose]();
    const { process, incarnation, openedAt } = this.options;
    const { at, records } = this;
    const path = this.#path;
    return { path, process, incarnation, openedAt, at, records, bytes: statSync(path).size, killed };
  }
}
