// What the live page shows, accumulated from the progress events of an experiment. Its size is bounded, however long a
// run takes and however many runs there are.
import { oneLine } from "@fairhare/core";
import type { Counts, PhaseName, ProgressEvent } from "@fairhare/orchestrator";
import type { Verdict } from "@fairhare/results";
import { labelOf, type ScheduleProgress, scheduleProgress } from "./trial-progress.ts";

export interface LiveState {
  readonly title: string;
  /** Null before the first run, while the broker starts. */
  readonly run: LiveRun | null;
  /** The latest first. */
  readonly finished: readonly FinishedRun[];
}

export interface LiveRun {
  /** From 1 to `total` over all runs, warm-ups included. */
  readonly index: number;
  readonly total: number;
  readonly trial: string;
  /** All trials of the experiment. */
  readonly schedule: ScheduleProgress;
  readonly warmup: boolean;
  readonly phase: PhaseName;
  /** Planned tasks; null when the run has a duration instead. */
  readonly expected: number | null;
  readonly elapsedMs: number;
  readonly counts: Counts;
  readonly samples: readonly Sample[];
  /** Faults and lost workers; the earliest first. */
  readonly marks: readonly LiveMark[];
  /** Faults that have begun. */
  readonly faults: number;
}

/** Milliseconds since the start of the measurement, tasks published, tasks completed. */
export type Sample = readonly [elapsedMs: number, published: number, completed: number];

interface LiveMark {
  readonly atMs: number;
  readonly text: string;
  /** Number of the fault in the order of their begins, from 1; null for everything else. */
  readonly fault: number | null;
  /** When the fault was over; null before, and for everything else. */
  readonly healedAtMs: number | null;
}

/** Nanoseconds; null for a fault that goes on. */
export interface FaultSpan {
  readonly beganAt: number;
  readonly healedAt: number | null;
}

export interface FinishedRun {
  readonly index: number;
  readonly trial: string;
  readonly verdict: Verdict | "warm-up";
  readonly makespanMs: number | null;
  readonly jainBusy: number | null;
  readonly completedPerSecond: number | null;
  readonly lost: number | null;
}

/** Milliseconds between samples, until a run has more samples than fit. */
const SAMPLE_MS = 200;
const SAMPLES_AT_MOST = 400;
const MARKS_AT_MOST = 200;
const FINISHED_AT_MOST = 200;
const NO_COUNTS: Counts = { attempted: 0, confirmed: 0, delivered: 0, completed: 0 };

export const initialState = (title: string): LiveState => ({ title: oneLine(title), run: null, finished: [] });

export function advance(state: LiveState, event: ProgressEvent): LiveState {
  if (event.type === "run-began") return { ...state, run: begun(event) };
  const { run } = state;
  if (run === null) return state;
  switch (event.type) {
    case "phase":
      return { ...state, run: { ...run, phase: event.phase } };
    case "counts":
      return { ...state, run: counted(run, event) };
    case "notice":
      return { ...state, run: marked(run, event.message) };
    case "fault":
      return { ...state, run: marked({ ...run, faults: run.faults + 1 }, event.message, run.faults + 1) };
    case "worker-lost":
      return {
        ...state,
        run: marked(run, `${event.slots.length === 1 ? "Worker" : "Workers"} ${event.slots.join(", ")} ${event.how}.`),
      };
    case "run-ended":
      return { ...state, finished: [finishedOf(run, event), ...state.finished].slice(0, FINISHED_AT_MOST) };
    default:
      return state;
  }
}

/** Dates the ends of faults. `spans`: the newest of the `count` faults of the run, as its history has them. */
export function healed(state: LiveState, spans: readonly FaultSpan[], count: number): LiveState {
  const { run } = state;
  if (run === null) return state;
  const first = count - spans.length + 1;
  const marks = run.marks.map((mark): LiveMark => {
    const span = mark.fault === null || mark.healedAtMs !== null ? undefined : spans[mark.fault - first];
    if (span?.healedAt == null) return mark;
    return { ...mark, healedAtMs: mark.atMs + (span.healedAt - span.beganAt) / 1e6 };
  });
  return { ...state, run: { ...run, marks } };
}

function begun({ index, total, trial, warmup, schedule }: ProgressEvent & { type: "run-began" }): LiveRun {
  return {
    index,
    total,
    trial: labelOf(trial),
    schedule: scheduleProgress(schedule, index),
    warmup,
    phase: "starting",
    expected: trial.settings.tasks,
    elapsedMs: 0,
    counts: NO_COUNTS,
    samples: [],
    marks: [],
    faults: 0,
  };
}

function counted(run: LiveRun, event: ProgressEvent & { type: "counts" }): LiveRun {
  const { expected, elapsedMs, attempted, confirmed, delivered, completed } = event;
  const last = run.samples.at(-1);
  const isDue = last === undefined || elapsedMs - last[0] >= spacingOf(run.samples);
  const samples: readonly Sample[] = isDue ? [...run.samples, [elapsedMs, attempted, completed]] : run.samples;
  return {
    ...run,
    expected,
    elapsedMs,
    counts: { attempted, confirmed, delivered, completed },
    samples: samples.length > SAMPLES_AT_MOST ? samples.filter((_, index) => index % 2 === 0) : samples,
  };
}

/** Once samples were thinned out, new ones are as far apart as the others. */
function spacingOf(samples: readonly Sample[]): number {
  const [first, second] = samples;
  return first === undefined || second === undefined ? SAMPLE_MS : Math.max(SAMPLE_MS, second[0] - first[0]);
}

function marked(run: LiveRun, text: string, fault: number | null = null): LiveRun {
  const mark: LiveMark = { atMs: run.elapsedMs, text: oneLine(text), fault, healedAtMs: null };
  return { ...run, marks: [...run.marks, mark].slice(-MARKS_AT_MOST) };
}

function finishedOf({ index, trial }: LiveRun, { result }: ProgressEvent & { type: "run-ended" }): FinishedRun {
  return {
    index,
    trial,
    verdict: result?.verdict ?? "warm-up",
    makespanMs: result?.makespanMs ?? null,
    jainBusy: result?.fairness.jainBusy ?? null,
    completedPerSecond: result?.throughput.completedPerSecond ?? null,
    lost: result?.ledger.lost ?? null,
  };
}
