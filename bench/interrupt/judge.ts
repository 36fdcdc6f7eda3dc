// Judges an interrupted run: facts about its end in, violations out.
import type { Attempt } from "./attempt.ts";

export interface CheckedRun {
  /** Null without a readable plan.json: the interruption came before it was written. */
  readonly planned: number | null;
  /** Runs that were measured completely. */
  readonly complete: number;
  readonly exitCode: number | null;
  readonly said: string;
}

export interface Aftermath {
  /** It ended without the signal, before it. */
  readonly endedBefore: boolean;
  readonly exitCode: number | null;
  readonly endedBy: NodeJS.Signals | null;
  /** From the signal to its end. */
  readonly endMs: number;
  readonly said: string;
  /** Whether it had started anything, or written any directory. */
  readonly hadBegun: boolean;
  /** Processes, directories, devices, mounts and ports, after the time to clean up. */
  readonly left: readonly string[];
  /** `check` of its directory; null when it had none yet. */
  readonly checked: CheckedRun | null;
}

const EXIT = { pass: 0, usage: 2, unknown: 4, interrupted: 130 } as const;
/** A graceful end waits only for the broker's processes to exit. */
const END_LIMIT_MS = 20_000;
/** A user who presses Ctrl-C should see no stack, no warning of Node, and no internal error. */
const NOT_FOR_USERS = /this is a bug|itself broke|internal error|Warning: |^\s+at .+:\d+:\d+\)?$/im;

/** Sentences; empty without violations. */
export function violationsOf(attempt: Attempt, aftermath: Aftermath): string[] {
  return [
    ...exitViolations(attempt, aftermath),
    ...(aftermath.endMs > END_LIMIT_MS ? [`it took ${(aftermath.endMs / 1_000).toFixed(1)} s to end`] : []),
    ...aftermath.left.map((what) => `left behind: ${what}`),
    ...unfit("it", aftermath.said),
    ...(aftermath.checked === null ? [] : checkViolations(aftermath.checked)),
  ];
}

function exitViolations(
  { signal }: Attempt,
  { endedBefore, exitCode, endedBy, hadBegun, checked }: Aftermath,
): string[] {
  const how = endedBy ?? `exit code ${exitCode}`;
  if (endedBefore) return exitCode === EXIT.pass ? [] : [`it ended by itself with ${how}`];
  if (signal === "SIGKILL") return endedBy === "SIGKILL" ? [] : [`SIGKILL ended it with ${how}`];
  if (exitCode === EXIT.interrupted) return [];
  // Before the process handles signals, there is nothing to clean up.
  if (endedBy === signal && !hadBegun) return [];
  // The signal came after the last run.
  if (exitCode === EXIT.pass && checked !== null && isComplete(checked)) return [];
  return [`${signal} ended it with ${how}`];
}

function checkViolations(checked: CheckedRun): string[] {
  const { planned, complete, exitCode, said } = checked;
  const allowed = planned === null ? [EXIT.usage] : isComplete(checked) ? [EXIT.pass, EXIT.unknown] : [EXIT.unknown];
  const isAllowed = allowed.some((code) => code === exitCode);
  const measured = planned === null ? "no plan was stored" : `${complete} of ${planned} runs are complete`;
  return [...(isAllowed ? [] : [`check says exit code ${exitCode} where ${measured}`]), ...unfit("check", said)];
}

const isComplete = ({ planned, complete }: CheckedRun): boolean => planned !== null && complete >= planned;

function unfit(who: string, said: string): string[] {
  const found = NOT_FOR_USERS.exec(said)?.[0];
  return found === undefined ? [] : [`${who} says "${found.trim()}"`];
}
