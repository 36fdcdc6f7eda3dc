// Why a trial cannot be judged: cut short, incomplete evidence, or tasks of unknown fate.
import { counted, formatCount } from "@fairhare/core";
import { type FindingCode, findingSentence } from "@fairhare/findings";
import type { RunResult } from "@fairhare/results";
import { actionOf } from "../findings/finding-lines.ts";
import { type VerdictPart } from "./list-words.ts";

type Key = "attempted" | "completed" | "remaining" | "unknown";

/** For a trial without a judged run; over all its runs. */
export function unknownPart(runs: readonly RunResult[]): VerdictPart {
  const total = (key: Key): number => runs.reduce((sum, { ledger }) => sum + ledger[key], 0);
  const [attempted, completed, remaining] = [total("attempted"), total("completed"), total("remaining")];
  const unknown = total("unknown");
  const { says, advice } = causeOf(runs);
  if (unknown > 0 && remaining === 0 && says === null) return unknownFate(unknown, completed === 0 && attempted > 0);
  const gap = runs.find(({ evidence }) => evidence.gaps.length > 0);
  if (gap !== undefined || remaining === 0) {
    const judged = attempted === 0 || remaining > 0 ? "neither loss nor makespan" : "loss";
    const verb = judged === "loss" ? "cannot" : "can";
    return { says: `Unknown: ${judged} ${verb} be judged. ${says ?? "The checker could not decide"}`, advice };
  }
  const cut = runs.filter(({ ledger }) => ledger.remaining > 0);
  return {
    says: `Unknown: ${cutShort(cut.length, runs.length)} with ${formatCount(remaining)} of ${counted(attempted, "task")} unfinished (${formatCount(completed)} completed), so neither loss nor makespan can be judged${says === null ? "" : `. ${says}`}`,
    advice,
  };
}

/** The finding that left a run unknown, without its full stop, and its remedy. Older results have only gaps and warnings. */
function causeOf(runs: readonly RunResult[]): { says: string | null; advice: readonly string[] } {
  const errors = runs.flatMap(({ findings }) => findings.filter(({ severity }) => severity === "error"));
  const cause = errors.find(({ code }) => code !== UNKNOWN_FATES);
  if (cause?.code === CUT_SHORT) {
    const reason = String(cause.values["reason"]);
    // Somebody pressed Ctrl-C: nothing is wrong that must be corrected first.
    if (reason === INTERRUPTED) return { says: "The run was interrupted", advice: [RUN_AGAIN] };
    return { says: `The reason: ${reason}`, advice: ["Remove this reason, then run the experiment again."] };
  }
  if (cause !== undefined)
    return { says: withoutStop(findingSentence(cause)), advice: [actionOf(cause.code) ?? RUN_AGAIN] };
  if (errors.length > 0) return { says: null, advice: [RUN_AGAIN] };
  const gaps = runs.find(({ evidence }) => evidence.gaps.length > 0)?.evidence.gaps ?? [];
  const hasUnknown = runs.some(({ ledger }) => ledger.unknown > 0);
  // A drained run with tasks of unknown fate has one gap, and it is about these tasks.
  const [gap] = hasUnknown && gaps.length < 2 ? [] : gaps;
  const says = gap === undefined && hasUnknown ? "" : withoutStop(gap ?? reasonOf(runs));
  return { says: says === "" ? null : says, advice: [RUN_AGAIN] };
}

const UNKNOWN_FATES: FindingCode = "unknown-fates";
const CUT_SHORT: FindingCode = "run-cut-short";
const INTERRUPTED = "interrupted";
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
