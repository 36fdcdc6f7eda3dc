// The directory of an experiment's raw runs, and how its files are written and read:
//   DIR/plan.json · DIR/<trial>/<run>/run.json · DIR/<trial>/<run>/history/*.shard · DIR/results.json
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import {
  type Environment,
  environmentSchema,
  type Results,
  storedExperimentSchema,
  findingSchema,
  type ObservedClient,
  observedClientSchema,
} from "@fairhare/results";
import { type Finding, finding } from "@fairhare/findings";
import { FairhareError, fileProblem } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import type { PlannedRun } from "@fairhare/plan";
import { type ShardBytes, shardName, type ShardRole } from "@fairhare/protocol";
import { z } from "zod";
import { makeDirectories, makeFreeDirectory } from "./make-directories.ts";
import { readSealedJson, sealedJson } from "./sealed-json.ts";
import { packShardFile } from "./pack-history.ts";
import { findShardFile } from "./shard-file.ts";
import { replaceFile } from "./stored-file.ts";

export interface StoredPlan {
  readonly experiment: Experiment;
  readonly environment: Environment;
}

/** The file run.json beside a run's history. */
export interface RunRecord {
  /** Why the run ended before its drain was complete; null when it did not. */
  readonly cutShort: string | null;
  /** What the orchestrator reported. */
  readonly findings: readonly Finding[];
  /** The queue type that the broker reported; null when it reported none. */
  readonly queueType?: string | null;
  /** How the user's worker programs consumed; absent if the workers were Fairhare's own. */
  readonly client?: ObservedClient;
  /** How busy the machine was during the measurement; absent if it does not say. */
  readonly machine?: MachineLoad;
}

/** CPU time in seconds, summed over all cores. */
export interface MachineLoad {
  readonly cores: number;
  /** The length of the measurement. */
  readonly seconds: number;
  readonly busySeconds: number;
  readonly stealSeconds: number;
  /** Of the orchestrator. */
  readonly ownSeconds: number;
}

const planSchema: z.ZodType<StoredPlan> = z.strictObject({
  experiment: storedExperimentSchema,
  environment: environmentSchema,
});

const recordSchema: z.ZodType<RunRecord> = z.strictObject({
  cutShort: z.string().nullable(),
  findings: z.array(findingSchema),
  queueType: z.string().nullable().exactOptional(),
  client: observedClientSchema.exactOptional(),
  machine: z
    .strictObject({
      cores: z.int().min(1),
      seconds: z.number().min(0),
      busySeconds: z.number().min(0),
      stealSeconds: z.number().min(0),
      ownSeconds: z.number().min(0),
    } satisfies Record<keyof MachineLoad, z.ZodType>)
    .exactOptional(),
} satisfies Record<keyof RunRecord, z.ZodType>);

export type StoredRecord =
  | { readonly kind: "ended"; readonly record: RunRecord }
  /** The run did not end, or did not begin. */
  | { readonly kind: "missing" }
  /** `problem` is a sentence. */
  | { readonly kind: "damaged"; readonly problem: string };

export interface StoredShards {
  /** By file name. Their bytes stay in the files. */
  readonly shards: readonly { readonly name: string; readonly bytes: ShardBytes }[];
  /** One for each file or directory that could not be read. */
  readonly findings: readonly Finding[];
}

export class RunNotFoundError extends FairhareError {
  readonly code = "RUN_NOT_FOUND";
}

export class RunsNotWritableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";

  constructor(path: string, cause: unknown) {
    super(`The raw runs cannot be written to ${path}: ${fileProblem(cause)}. Run Fairhare in a writable directory.`, {
      cause,
    });
  }
}

export class ExperimentDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Creates a new directory at `path`, or at `path-2` and so on when it exists: stored runs are never overwritten.
   * Throws RunsNotWritableError.
   */
  static create(path: string, plan: StoredPlan): ExperimentDirectory {
    const directory = new ExperimentDirectory(newDirectory(path));
    try {
      replaceFile(join(directory.path, "plan.json"), sealedJson(plan));
    } catch (error) {
      throw new RunsNotWritableError(directory.path, error);
    }
    // Reads the plan back, so that an unreadable plan fails before the measurement.
    directory.readPlan();
    return directory;
  }

  /** Throws RunNotFoundError, StoredFileInvalidError and StoredFileDamagedError. */
  readPlan(): StoredPlan {
    const path = join(this.path, "plan.json");
    const plan = readSealedJson({ path, what: "the plan of a stored run", schema: planSchema });
    if (plan === undefined)
      throw new RunNotFoundError(
        existsSync(this.path)
          ? `"${this.path}" is not a stored run: it has no plan.json. Use a directory under .runs/.`
          : `"${this.path}" does not exist. Use a directory under .runs/.`,
      );
    return plan;
  }

  run({ trial, number, warmup }: PlannedRun): RunDirectory {
    return new RunDirectory(this.path, join(this.path, trial.id, warmup ? `warmup-${number}` : String(number)));
  }

  /** Removes the directory with all its content. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Whether all runs have ended and their results are written. */
  get hasResults(): boolean {
    return existsSync(join(this.path, "results.json"));
  }

  writeResults(results: Results): void {
    replaceFile(join(this.path, "results.json"), sealedJson(results));
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

function newDirectory(path: string): string {
  try {
    return makeFreeDirectory(path);
  } catch (error) {
    throw new RunsNotWritableError(path, error);
  }
}
