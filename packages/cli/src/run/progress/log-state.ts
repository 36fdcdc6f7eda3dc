// Accumulates progress events into a state, and describes it in words for the lines of a log.
import { assertNever } from "@fairhare/core";
import type { Counts, PhaseName, ProgressEvent } from "@fairhare/orchestrator";

export interface ProgressState {
  readonly index: number;
  readonly total: number;
  readonly trial: string;
  readonly warmup: boolean;
  readonly phase: PhaseName;
  readonly expected: number | null;
  readonly elapsedMs: number;
  readonly counts: Counts;
  /** Completions per second, over about the last two seconds. */
  readonly rate: number | null;
  readonly recent: readonly { readonly elapsedMs: number; readonly completed: number }[];
}

/** Milliseconds; long enough for a steady rate of a slow queue, short enough to follow changes. */
const RATE_WINDOW_MS = 2_000;
const NO_COUNTS: Counts = { attempted: 0, confirmed: 0, delivered: 0, completed: 0 };

export const IDLE: ProgressState = {
  index: 0,
  total: 0,
  trial: "",
  warmup: false,
  phase: "starting",
  expected: null,
  elapsedMs: 0,
  counts: NO_COUNTS,
  rate: null,
  recent: [],
};

export function advance(state: ProgressState, event: ProgressEvent): ProgressState {
  switch (event.type) {
    case "run-began": {
      const { index, total, warmup, trial } = event;
      return { ...IDLE, index, total, warmup, trial: trial.id, expected: trial.settings.tasks };
    }
    case "phase":
      return { ...state, phase: event.phase };
    case "counts":
      return count(state, event);
    case "worker-lost":
    case "notice":
    case "output":
    case "fault":
    case "run-ended":
      return state;
    default:
      return assertNever(event);
  }
}

function count(state: ProgressState, event: ProgressEvent & { type: "counts" }): ProgressState {
  const { attempted, confirmed, delivered, completed, expected, elapsedMs } = event;
  const recent = [...state.recent, { elapsedMs, completed }].filter(
    (sample) => sample.elapsedMs >= elapsedMs - RATE_WINDOW_MS,
  );
  const oldest = recent[0];
  const spanMs = oldest === undefined ? 0 : elapsedMs - oldest.elapsedMs;
  const rate = oldest && spanMs > 0 ? ((completed - oldest.completed) * 1_000) / spanMs : state.rate;
  return { ...state, counts: { attempted, confirmed, delivered, completed }, expected, elapsedMs, rate, recent };
}

/** `run 2/4 prefetch=1 · draining · 150/200 tasks · 24/s · 2 s left`; the parts in order of importance. */
export function progressParts(state: ProgressState): string[] {
  const { index, total, trial, warmup, phase, rate, expected, counts } = state;
  const run = [total > 1 ? `run ${index}/${total}` : "", total > 1 ? trial : "", warmup ? "(warm-up)" : ""];
  const left = remainingSeconds(state);
  return [
    run.filter(Boolean).join(" "),
    phase,
    taskCount(counts, expected),
    rate === null ? "" : `${number(rate < 10 ? Number(rate.toPrecision(2)) : Math.round(rate))}/s`,
    left === null ? "" : `${left} s left`,
  ].filter(Boolean);
}

/** `150/200 tasks`; `150 of 180 tasks` while nobody knows how many follow; `150 tasks` of other publishers. */
export function taskCount({ attempted, completed }: Pick<Counts, "attempted" | "completed">, expected: number | null) {
  const known = attempted === 0 ? "" : ` of ${number(attempted)}`;
  return `${number(completed)}${expected === null ? known : `/${number(expected)}`} tasks`;
}

function remainingSeconds({ expected, rate, counts }: ProgressState): number | null {
  if (expected === null || rate === null || rate === 0 || counts.completed >= expected) return null;
  return Math.ceil((expected - counts.completed) / rate);
}

const number = (value: number): string => value.toLocaleString("en-US");
