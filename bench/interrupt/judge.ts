// Decides whether an interrupted run behaved correctly: takes the observed facts, returns violations.
import type { Attempt } from "./attempt.ts";

export interface CheckedRun {
  /** Planned runs; null without a readable plan.json, after an early interrupt. */
  readonly planned: number | null;
  /** Completely measured runs. */
  readonly complete: number;
  readonly exitCode: number | null;
  readonly said: string;
}

export interface Aftermath {
  /** The process had ended by itself before the signal. */
  readonly endedBefore: boolean;
  readonly exitCode: number | null;
  readonly endedBy: NodeJS.Signals | null;
  /** Time from the signal to the end, milliseconds. */
  readonly endMs: number;
  readonly said: string;
  /** Whether the run had started a process or created a directory. */
  readonly hadBegun: boolean;
  /** Leftover processes, directories, devices, mounts and ports after the clean-up time. */
  readonly left: readonly string[];
  /** Result of `check` on the stored run; null when no directory was created. */
  readonly checked: CheckedRun | null;
}

const EXIT = { pass: 0, usage: 2, unknown: 4, interrupted: 130 } as const;
/** A graceful shutdown waits only for the end of the broker's processes. */
const END_LIMIT_MS = 20_000;
/** A user who pressed Ctrl-C must see no stack trace, no warning of Node and no internal error. */
const NOT_FOR_USERS = /internal error|Warning: |^\s+at .+:\d+:\d+\)?$/im;

/** One sentence for each violation. */
export function violationsOf(attempt: Attempt, aftermath: Aftermath): string[] {
  return [
    ...exitViolations(attempt, aftermath),
    ...(aftermath.endMs > END_LIMIT_MS ? [`the run took ${(aftermath.endMs / 1_000).toFixed(1)} s to end`] : []),
    ...aftermath.left.map((what) => `left behind: ${what}`),
    ...unfit("the run", aftermath.said),
    ...(aftermath.checked === null ? [] : checkViolations(aftermath.checked)),
  ];
}

function exitViolations(
  { signal }: Attempt,
  { endedBefore, exitCode, endedBy, hadBegun, checked }: Aftermath,
): string[] {
  const how = endedBy ?? `exit code ${exitCode}`;
  if (endedBefore) return exitCode === EXIT.pass ? [] : [`the run ended by itself with ${how}`];
  if (signal === "SIGKILL") return endedBy === "SIGKILL" ? [] : [`SIGKILL ended it with ${how}`];
  if (exitCode === EXIT.interrupted) return [];
  // Before the process handles signals there is nothing to clean up.
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
  return [
    ...(isAllowed ? [] : [`check ended with exit code ${exitCode} although ${measured}`]),
    ...unfit("check", said),
  ];
}

const isComplete = ({ planned, complete }: CheckedRun): boolean => planned !== null && complete >= planned;

function unfit(who: string, said: string): string[] {
  const found = NOT_FOR_USERS.exec(said)?.[0];
  return found === undefined ? [] : [`${who} printed "${found.trim()}"`];
}
