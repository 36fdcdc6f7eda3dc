// Simulated handler failures: a pure function of the settings, so that all processes agree on the poison tasks without
// communication.
import { hashedUniform } from "@fairhare/core";
import type { TrialSettings } from "../settings.ts";

const POISON_STREAM = 3;
/** The streams above this one belong to single executions. */
const EXECUTION_STREAM = 1_000;

export type FailureSettings = Pick<TrialSettings, "fail" | "tasks" | "seed">;

export interface Failures {
  /** Whether every execution of this task fails. */
  readonly isPoison: (task: number) => boolean;
  /** Whether this execution fails; `execution` distinguishes the executions of one task. */
  readonly fails: (task: number, execution: number) => boolean;
}

const never = (): boolean => false;

export function createFailures({ fail, tasks, seed }: FailureSettings): Failures {
  switch (fail.kind) {
    case "random":
      return {
        isPoison: never,
        fails: (task, execution) => hashedUniform(seed, task, EXECUTION_STREAM + execution) < fail.probability,
      };
    case "poison": {
      const isPoison = (task: number): boolean => isPicked(task, fail.tasks, tasks ?? 0, seed);
      return { isPoison, fails: isPoison };
    }
    default:
      return { isPoison: never, fails: never };
  }
}

/**
 * One task in every tasks / picks: the run is divided into `picks` stretches, and the seed selects one task in each.
 */
function isPicked(task: number, picks: number, tasks: number, seed: number): boolean {
  if (task < 1 || task > tasks) return false;
  const stretch = Math.floor(((task - 1) * picks) / tasks);
  const first = Math.ceil((stretch * tasks) / picks) + 1;
  const next = Math.ceil(((stretch + 1) * tasks) / picks) + 1;
  return task === first + Math.floor(hashedUniform(seed, stretch, POISON_STREAM) * (next - first));
}
