// Progress events of a running experiment, for display only: no result is derived from them.
import type { PlannedRun } from "@fairhare/plan";
import type { RunResult } from "@fairhare/results";
import type { FleetRole, Trial } from "@fairhare/workload";

export type PhaseName = "starting" | "filling" | "publishing" | "draining" | "stopping";

/** Counts so far, from the records that are already in the kernel. */
export interface Counts {
  readonly attempted: number;
  readonly confirmed: number;
  readonly delivered: number;
  readonly completed: number;
}

interface RunIdentity {
  readonly trial: Trial;
  /** Number of the run within the trial, from 1. */
  readonly run: number;
  readonly warmup: boolean;
}

export type ProgressEvent =
  /**
   * `index` runs from 1 to `total` over the whole experiment, warm-ups included. `schedule` has all runs in their order.
   * `directory` is the directory of this run; its history grows there.
   */
  | ({
      readonly type: "run-began";
      readonly index: number;
      readonly total: number;
      readonly schedule: readonly PlannedRun[];
      readonly directory: string;
    } & RunIdentity)
  | { readonly type: "phase"; readonly phase: PhaseName }
  /** `expected` is the planned number of tasks; null when the run has a duration instead. */
  | ({ readonly type: "counts"; readonly expected: number | null; readonly elapsedMs: number } & Counts)
  /** A worker process exited unexpectedly; `how` is a phrase such as "was ended by SIGKILL". */
  | { readonly type: "worker-lost"; readonly slots: readonly number[]; readonly how: string }
  | { readonly type: "notice"; readonly message: string }
  /** A line that a program of the user printed; printable text. */
  | { readonly type: "output"; readonly role: FleetRole; readonly process: number; readonly line: string }
  /** A fault begins. */
  | { readonly type: "fault"; readonly message: string }
  /** `result` is missing for a warm-up. */
  | ({ readonly type: "run-ended"; readonly result?: RunResult } & RunIdentity);

export type Observer = (event: ProgressEvent) => void;
