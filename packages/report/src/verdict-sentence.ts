import type { TrialResult } from "@fairhare/checker";
export function verdictSentence(trial: TrialResult): string {
  return trial.id;
}
