// What qualifies the numbers, gathered from all runs; the same warning is said once.
import type { Results } from "@fairhare/checker";
import { counted } from "../words/list-words.ts";
import { trialLabel } from "../words/setting-words.ts";
import { type Blocks, bullets } from "./section.ts";

export function warningSection(results: Results): Blocks {
  const lines = warningLines(results);
  return lines.length > 0 ? ["## Warnings", ...bullets(lines)] : [];
}

export const countWarnings = (results: Results): number => warningLines(results).length;

function warningLines({ trials }: Results): string[] {
  return trials.flatMap((trial) => {
    const warnings = trial.runs.flatMap((run) => run.warnings);
    return [...new Set(warnings)].map((warning) => {
      const times = warnings.filter((candidate) => candidate === warning).length;
      const where = trial.runs.length > 1 ? ` (${counted(times, "run")} of ${trial.runs.length})` : "";
      return `${trialLabel(trial)}${where}: ${warning}`;
    });
  });
}
