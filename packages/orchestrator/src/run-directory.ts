// Where the raw evidence of an experiment lies on disk, and how it is found again:
//   DIR/plan.json · DIR/<trial>/<run>/run.json · DIR/<trial>/<run>/history/*.shard · DIR/results.json
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Environment } from "@fairhare/checker";
import { FairhareError } from "@fairhare/core";
import type { Experiment, PlannedRun } from "@fairhare/experiment";
import type { RunRecord } from "./run-trial.ts";

export interface StoredPlan {
  readonly experiment: Experiment;
  readonly environment: Environment;
}

type ShardRole = "producer" | "worker" | "orchestrator" | "dead-letters";

export class RunNotFoundError extends FairhareError {
  readonly code = "RUN_NOT_FOUND";
}

export class ExperimentDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Throws when the directory is there already: evidence is never written over. */
  static create(path: string, plan: StoredPlan): ExperimentDirectory {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "plan.json"), toJson(plan), { flag: "wx" });
    return new ExperimentDirectory(path);
  }

  /** Throws RunNotFoundError. */
  readPlan(): StoredPlan {
    return readJson(
      join(this.path, "plan.json"),
      `"${this.path}" holds no stored run (no readable plan.json). Name a directory under .runs/.`,
    ) as StoredPlan;
  }

  run({ trial, number, warmup }: PlannedRun): RunDirectory {
    return new RunDirectory(this.path, join(this.path, trial.id, warmup ? `warmup-${number}` : String(number)));
  }

  /** With everything in it. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  writeResults(results: unknown): string {
    const path = join(this.path, "results.json");
    writeFileSync(path, toJson(results));
    return path;
  }
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
    mkdirSync(this.#history, { recursive: true });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Relative to the experiment's directory. */
  get name(): string {
    return relative(this.#experiment, this.path);
  }

  readonly shardFile = (role: ShardRole, process: number, incarnation: number): string =>
    join(this.#history, `${role}-${process}.${incarnation}.shard`);

  writeRecord(record: RunRecord): void {
    writeFileSync(join(this.path, "run.json"), toJson(record));
  }

  /** Undefined when the run never ended, or never began. */
  readRecord(): RunRecord | undefined {
    try {
      return readJson(join(this.path, "run.json"), "") as RunRecord;
    } catch {
      return undefined;
    }
  }

  /** Every shard whole in memory, by file name. */
  readShards(): { name: string; bytes: Uint8Array }[] {
    const names = readdirSync(this.#history).filter((name) => name.endsWith(".shard"));
    return names.toSorted().map((name) => ({ name, bytes: readFileSync(join(this.#history, name)) }));
  }

  /** The complete list of lost tasks with their causes; results.json holds the first hundred. */
  writeLosses(losses: readonly { readonly task: number; readonly cause: string }[]): void {
    if (losses.length === 0) return;
    writeFileSync(
      join(this.path, "losses.csv"),
      ["task,cause", ...losses.map(({ task, cause }) => `${task},"${cause}"`), ""].join("\n"),
    );
  }
}

const toJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

function readJson(path: string, message: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new RunNotFoundError(message, { cause });
  }
}
