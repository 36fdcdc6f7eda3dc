// Reads and validates the claims of bench/claims, and plans their experiments.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClaimFile, readClaim } from "./claim.ts";
import { metricNames, metricPath } from "@fairhare/results";
import { messageOf } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import { InvalidPlanError, type Mistake, parseExperiment } from "@fairhare/plan";

export interface PlannedClaim {
  readonly claim: ClaimFile;
  /** By the experiment's name in the claim. */
  readonly experiments: ReadonlyMap<string, Experiment>;
}

/** The values of `--only` and `--repeat`; null selects all claims, and the repeats of each claim. */
export interface ClaimsChoice {
  readonly only: string | null;
  readonly repeat: string | null;
}

/** In the order of their ids. Throws InvalidPlanError with all mistakes. */
export function readClaims(directory: string, { only, repeat }: ClaimsChoice): PlannedClaim[] {
  const mistakes: Mistake[] = [];
  const claims = claimFiles(directory).flatMap((file) => readFile(directory, file, mistakes) ?? []);
  const chosen = only === null ? claims : choose(claims, only, mistakes);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
  return chosen.map((claim) => ({ claim, experiments: planExperiments(claim, repeat) }));
}

function claimFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(".json"))
      .toSorted();
  } catch (error) {
    throw new InvalidPlanError([
      {
        place: directory,
        message: `The claims cannot be read (${messageOf(error)}). Check that the directory exists and is readable.`,
      },
    ]);
  }
}

function readFile(directory: string, file: string, mistakes: Mistake[]): ClaimFile | undefined {
  try {
    const claim = readClaim(JSON.parse(readFileSync(join(directory, file), "utf8")));
    if (typeof claim !== "string") return claim;
    mistakes.push({ place: file, message: claim });
  } catch (error) {
    mistakes.push({ place: file, message: `The file is not valid JSON (${messageOf(error)}). Correct the file.` });
  }
  return undefined;
}

function choose(claims: readonly ClaimFile[], only: string, mistakes: Mistake[]): ClaimFile[] {
  const ids = only.split(",").map((id) => id.trim().toUpperCase());
  const known = claims.map(({ id }) => id);
  for (const id of ids.filter((name) => !known.includes(name)))
    mistakes.push({ place: `--only ${id}`, message: `${id} is not a claim; use one of ${known.join(", ")}.` });
  return claims.filter(({ id }) => ids.includes(id));
}

function planExperiments(claim: ClaimFile, repeat: string | null): Map<string, Experiment> {
  return new Map(
    Object.entries(claim.experiments).map(([name, content]) => {
      // The name appears in .runs and in error messages.
      const file = { name: `${claim.id}-${name}`, content };
      const { experiment } = parseExperiment(
        { file, flags: repeat === null ? {} : { repeat: [repeat] } },
        { metrics: { names: metricNames(), path: metricPath }, readTraceFile: () => "" },
      );
      return [name, experiment];
    }),
  );
}
