// What an interrupted run may leave and say, and what not: facts in, violations out.
import type { Attempt } from "./attempt.ts";

export interface CheckedRun {
  /** Null when there is no plan.json that can be read: it was interrupted before. */
  readonly planned: number | null;
  /** Runs that were measured to their end. */
  readonly complete: number;
  readonly exitCode: number | null;
  readonly said: string;
}

export interface Aftermath {
  /** It had ended by itself before the signal. */
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
/** A graceful end waits for nothing but the broker's processes to die. */
const END_LIMIT_MS = 20_000;
/** Neither a stack, nor Node's own warnings, nor our own excuse is for a user who pressed Ctrl-C. */
const NOT_FOR_USERS = /internal error|Warning: |^\s+at .+:\d+:\d+\)?$/im;

/** Sentences; none when all is well. */
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
  // Before it listens to signals there is nothing to clean up.
  if (endedBy === signal && !hadBegun) return [];
  // The signal came when everything was done.
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
