// Why nothing can be said about a trial: cut short, incomplete evidence, or tasks whose fate is unknown.
import type { RunResult } from "@fairhare/results";
import { formatCount } from "../format.ts";
import { counted, type VerdictPart } from "./list-words.ts";

type Key = "attempted" | "completed" | "remaining" | "unknown";

/** Of all runs together: none of them could be judged. */
export function unknownPart(runs: readonly RunResult[]): VerdictPart {
  const total = (key: Key): number => runs.reduce((sum, { ledger }) => sum + ledger[key], 0);
  const [attempted, completed, remaining, unknown] = [
    total("attempted"),
    total("completed"),
    total("remaining"),
    total("unknown"),
  ];
  const gaps = runs.find(({ evidence }) => evidence.gaps.length > 0)?.evidence.gaps ?? [];
  const [gap] = gaps;
  // The evidence of a drained run with unknown tasks has one gap, which says nothing else.
  if (unknown > 0 && remaining === 0 && gaps.length < 2) return unknownFate(unknown, completed === 0 && attempted > 0);
  if (gap !== undefined)
    return { says: `Unknown: neither loss nor makespan can be judged. ${withoutStop(gap)}`, advice: [RUN_AGAIN] };
  const reason = reasonOf(runs);
  if (remaining === 0)
    return { says: `Unknown: loss cannot be judged. ${reason || "The checker could not decide"}`, advice: [RUN_AGAIN] };
  const cut = runs.filter(({ ledger }) => ledger.remaining > 0);
  return {
    says: `Unknown: ${cutShort(cut.length, runs.length)} with ${formatCount(remaining)} of ${counted(attempted, "task")} unfinished (${formatCount(completed)} completed), so neither loss nor makespan can be judged${reason === "" ? "" : `. ${reason}`}`,
    advice: ["Run the experiment again; if the drain ran out of time, raise --drain-timeout."],
  };
}

const RUN_AGAIN = "Run the experiment again.";

function unknownFate(unknown: number, isIdle: boolean): VerdictPart {
  const have = unknown === 1 ? "has" : "have";
  return {
    says: `Unknown: ${isIdle ? "no task was completed, and " : ""}${counted(unknown, "task")} ${have} neither a confirm nor a completion, so a loss cannot be ruled out`,
    advice: [`Set --on-unknown republish, or accept such tasks with --threshold 'unknown<=${unknown}'.`],
  };
}

function cutShort(cut: number, runs: number): string {
  if (runs === 1) return "the run was cut short";
  if (cut < runs) return `${cut} of ${runs} runs ${cut === 1 ? "was" : "were"} cut short`;
  return `${runs === 2 ? "both" : `all ${runs}`} runs were cut short`;
}

/** The first warning of the first run that has one, without its full stop; a run that was cut short begins with the reason. */
export function reasonOf(runs: readonly RunResult[]): string {
  const warning = runs.find(({ warnings }) => warnings.length > 0)?.warnings[0];
  return warning === undefined ? "" : withoutStop(warning);
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, "");

export const isUnknown = ({ verdict }: RunResult): boolean => verdict === "unknown";
