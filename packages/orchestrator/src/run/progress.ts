// What a run tells while it goes on. For eyes only: no result is ever derived from it.
import type { RunResult } from "@fairhare/results";
import type { Trial } from "@fairhare/workload";

export type PhaseName = "starting" | "filling" | "publishing" | "draining" | "stopping";

/** Counts so far, read from the history that is already in the kernel. */
export interface Counts {
  readonly attempted: number;
  readonly confirmed: number;
  readonly delivered: number;
  readonly completed: number;
}

interface RunIdentity {
  readonly trial: Trial;
  /** Within the trial, from 1. */
  readonly run: number;
  readonly warmup: boolean;
}

export type ProgressEvent =
  /** `index` from 1 to `total` over the whole experiment, warm-ups counted. */
  | ({ readonly type: "run-began"; readonly index: number; readonly total: number } & RunIdentity)
  | { readonly type: "phase"; readonly phase: PhaseName }
  /** `expected` is the number of tasks in total, null when the time decides. */
  | ({ readonly type: "counts"; readonly expected: number | null; readonly elapsedMs: number } & Counts)
  /** A worker process ended on its own or by force; `how` is a phrase such as "was ended by SIGKILL". */
  | { readonly type: "worker-lost"; readonly slots: readonly number[]; readonly how: string }
  | { readonly type: "notice"; readonly message: string }
  /** `result` is missing for a warm-up. */
  | ({ readonly type: "run-ended"; readonly result?: RunResult } & RunIdentity);

export type Observer = (event: ProgressEvent) => void;
