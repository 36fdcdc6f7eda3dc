// The directory of an experiment: its plan, its results, and a directory for each run.
//   DIR/plan.json · DIR/<trial>/<run>/run.json · DIR/<trial>/<run>/history/*.shard · DIR/results.json
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Environment, environmentSchema, type Results, storedExperimentSchema } from "@fairhare/results";
import { FairhareError, fileProblem } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import type { PlannedRun } from "@fairhare/plan";
import { z } from "zod";
import { makeFreeDirectory } from "./make-directories.ts";
import { RunDirectory } from "./run-directory.ts";
import { readSealedJson, sealedJson } from "./sealed-json.ts";
import { replaceFile } from "./stored-file.ts";

export interface StoredPlan {
  readonly experiment: Experiment;
  readonly environment: Environment;
}

const planSchema: z.ZodType<StoredPlan> = z.strictObject({
  experiment: storedExperimentSchema,
  environment: environmentSchema,
});

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

function newDirectory(path: string): string {
  try {
    return makeFreeDirectory(path);
  } catch (error) {
    throw new RunsNotWritableError(path, error);
  }
}
