// What qualifies the numbers, gathered from all runs; the same warning is said once.
import type { Results, TrialResult } from "@fairhare/results";
import { inline } from "../markdown.ts";
import { counted } from "../words/list-words.ts";
import { missingRunsWarning } from "../words/missing-words.ts";
import { trialLabel } from "../words/setting-words.ts";
import { type Blocks, bullets } from "./section.ts";

/** More trials than this are counted, not named. */
const NAMED_TRIALS = 2;

export function warningSection(results: Results): Blocks {
  const lines = warningLines(results);
  return lines.length > 0 ? ["## Warnings", ...bullets(lines.map(inline))] : [];
}

export const countWarnings = (results: Results): number => warningLines(results).length;

function warningLines({ trials }: Results): string[] {
  const missing = missingRunsWarning({ trials });
  const warnings = new Set(trials.flatMap(({ runs }) => runs.flatMap((run) => run.warnings)));
  const lines = [...warnings].map((warning) => {
    const isAbout = (run: TrialResult["runs"][number]): boolean => run.warnings.includes(warning);
    const about = trials.filter(({ runs }) => runs.some(isAbout));
    const runs = about.flatMap((trial) => trial.runs);
    const where =
      runs.length > about.length ? ` (${counted(runs.filter(isAbout).length, "run")} of ${runs.length})` : "";
    return `${whoseOf(about, trials)}${where}: ${warning}`;
  });
  return missing === null ? lines : [missing, ...lines];
}

function whoseOf(about: readonly TrialResult[], trials: readonly TrialResult[]): string {
  if (about.length <= NAMED_TRIALS) return about.map(trialLabel).join("; ");
  return about.length === trials.length ? `all ${trials.length} trials` : `${about.length} of ${trials.length} trials`;
}
