// The directory of one run: its record, its history, and what the check of it writes. Leaves its plan to
// `experiment-directory.ts`.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { type Finding, finding } from "@fairhare/findings";
import { FairhareError, fileProblem } from "@fairhare/core";
import { type ShardBytes, shardName, type ShardRole } from "@fairhare/protocol";
import { makeDirectories } from "./make-directories.ts";
import { packShardFile } from "./pack-history.ts";
import { recordSchema, type RunRecord, type StoredRecord } from "./run-record.ts";
import { readSealedJson, sealedJson } from "./sealed-json.ts";
import { findShardFile } from "./shard-file.ts";
import { replaceFile } from "./stored-file.ts";

export interface StoredShards {
  /** By file name. Their bytes stay in the files. */
  readonly shards: readonly { readonly name: string; readonly bytes: ShardBytes }[];
  /** One for each file or directory that could not be read. */
  readonly findings: readonly Finding[];
}

export class RunDirectory {
  readonly path: string;
  readonly #history: string;
  readonly #experiment: string;

  constructor(experiment: string, path: string) {
    this.#experiment = experiment;
    this.path = path;
    this.#history = join(path, "history");
  }

  create(): void {
    makeDirectories(this.#history);
  }

  /** For the output of a program of the user; creates the directory of these files. */
  readonly outputFile = (role: "worker" | "producer", process: number, incarnation: number): string => {
    const directory = join(this.path, "output");
    makeDirectories(directory);
    return join(directory, `${role}-${process}.${incarnation}.log`);
  };

  /** Whether `create` was called; the directory of a warm-up is removed after it. */
  get hasBegun(): boolean {
    return existsSync(this.#history);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** The path relative to the experiment's directory. */
  get name(): string {
    return relative(this.#experiment, this.path);
  }

  readonly shardFile = (role: ShardRole, process: number, incarnation: number): string =>
    join(this.#history, shardName(role, process, incarnation));

  writeRecord(record: RunRecord): void {
    replaceFile(join(this.path, "run.json"), sealedJson(record));
  }

  readRecord(): StoredRecord {
    try {
      const path = join(this.path, "run.json");
      const record = readSealedJson({ path, what: "the record of a run", schema: recordSchema });
      return record === undefined ? { kind: "missing" } : { kind: "ended", record };
    } catch (error) {
      if (!(error instanceof FairhareError)) throw error;
      return { kind: "damaged", problem: error.message };
    }
  }

  /** Finds every readable shard, and reports the others in `findings`. */
  findShards(): StoredShards {
    const shards: { name: string; bytes: ShardBytes }[] = [];
    const findings: Finding[] = [];
    for (const name of this.#shardNames(findings)) {
      const file = findShardFile(join(this.#history, name));
      if (file.kind === "found") shards.push({ name, bytes: file.bytes });
      else findings.push(unreadable(`shard ${name}`, file.kind === "missing" ? "it is a broken link" : file.problem));
    }
    return { shards, findings };
  }

  /** After the run has ended and was checked: makes its history smaller. Throws the system's error. */
  packHistory(): void {
    for (const name of this.#shardNames([])) packShardFile(join(this.#history, name));
  }

  #shardNames(findings: Finding[]): string[] {
    try {
      const names = readdirSync(this.#history).filter((name) => name.endsWith(".shard"));
      return names.toSorted();
    } catch (error) {
      findings.push(unreadable(`history directory ${this.name}/history`, fileProblem(error)));
      return [];
    }
  }

  /** The complete list of lost tasks with their causes; results.json holds the first hundred. */
  writeLosses(losses: readonly { readonly task: number; readonly cause: string }[]): void {
    if (losses.length === 0) return;
    replaceFile(
      join(this.path, "losses.csv"),
      ["task,cause", ...losses.map(({ task, cause }) => `${task},"${cause}"`), ""].join("\n"),
    );
  }
}

const unreadable = (what: string, problem: string): Finding =>
  finding("history-unreadable", { problem: `The ${what} cannot be read: ${problem}.` });
