// A run with producers alone or workers alone: what it did, and that it does not judge the other side.
import { counted, formatCount } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import type { VerdictPart } from "./list-words.ts";

/** `null` for a run with both sides. */
export const aloneSide = ({ settings }: Pick<TrialResult, "settings">): "producers" | "workers" | null => {
  if (settings["workers"] === 0) return "producers";
  return settings["producers"] === 0 ? "workers" : null;
};

export function publishedPart(runs: readonly RunResult[]): VerdictPart {
  const [attempted, confirmed] = [totalOf(runs, "attempted"), totalOf(runs, "confirmed")];
  const says = `Published: ${counted(attempted, "task")}, ${formatCount(confirmed)} confirmed, without workers of this run, so completion and loss were not measured`;
  return { says, advice: [] };
}

export function consumedPart(runs: readonly RunResult[]): VerdictPart {
  const says = `Consumed: ${counted(totalOf(runs, "foreignCompleted"), "message")} of others completed, so loss was not measured`;
  return { says, advice: [] };
}

const totalOf = (runs: readonly RunResult[], key: "attempted" | "confirmed" | "foreignCompleted"): number =>
  runs.reduce((sum, { ledger }) => sum + ledger[key], 0);
