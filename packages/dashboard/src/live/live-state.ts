// What the live page shows, accumulated from the progress events of an experiment. Its size is bounded, however long a
// run takes and however many runs there are.
import { oneLine } from "@fairhare/core";
import type { Counts, PhaseName, ProgressEvent } from "@fairhare/orchestrator";
import { trialLabel } from "@fairhare/report";
import type { Verdict } from "@fairhare/results";
import type { Trial } from "@fairhare/workload";

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
  readonly warmup: boolean;
  readonly phase: PhaseName;
  /** Planned tasks; null when the run has a duration instead. */
  readonly expected: number | null;
  readonly elapsedMs: number;
  readonly counts: Counts;
  readonly samples: readonly Sample[];
  /** Faults and lost workers; the earliest first. */
  readonly marks: readonly LiveMark[];
}

/** Milliseconds since the start of the measurement, tasks published, tasks completed. */
export type Sample = readonly [elapsedMs: number, published: number, completed: number];

interface LiveMark {
  readonly atMs: number;
  readonly text: string;
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
    case "fault":
      return { ...state, run: marked(run, event.message) };
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

function begun({ index, total, trial, warmup }: ProgressEvent & { type: "run-began" }): LiveRun {
  return {
    index,
    total,
    trial: oneLine(labelOf(trial)),
    warmup,
    phase: "starting",
    expected: trial.settings.tasks,
    elapsedMs: 0,
    counts: NO_COUNTS,
    samples: [],
    marks: [],
  };
}

/** The name of a trial of a matrix is its id; a single trial is named by its fleet. */
const labelOf = ({ id, settings }: Trial): string =>
  id.includes("=") ? id : trialLabel({ varied: [], settings: { ...settings } });

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

const marked = (run: LiveRun, text: string): LiveRun => ({
  ...run,
  marks: [...run.marks, { atMs: run.elapsedMs, text: oneLine(text) }].slice(-MARKS_AT_MOST),
});

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
