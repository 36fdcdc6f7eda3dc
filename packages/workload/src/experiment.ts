// The validated plan of one invocation: the trials, their repeats and order, and the thresholds.
import { assertNever } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

export type BrokerProvider = "auto" | "external" | "local" | "docker";

export interface Trial {
  /** Unique within the experiment and valid as a directory name; built from the settings that the matrix varies. */
  readonly id: string;
  readonly settings: TrialSettings;
}

/** A metric's path in a run of results.json, compared with a number: `lost==0`, `latencyMs.endToEnd.p99<50`. */
export interface Threshold {
  readonly expression: string;
  readonly metric: string;
  readonly operator: "<" | "<=" | ">" | ">=" | "==" | "!=";
  readonly value: number;
}

export interface Experiment {
  readonly name: string;
  readonly trials: readonly Trial[];
  /** The settings that the matrix varies, in the order of the flags. */
  readonly axes: readonly (keyof TrialSettings)[];
  /** Measured runs per trial. */
  readonly repeat: number;
  /** Warm-up runs per trial, before the measured runs; their results are discarded. */
  readonly warmup: number;
  /** Seed of the run order and the resampling, and of every trial that sets no seed. */
  readonly seed: number;
  readonly thresholds: readonly Threshold[];
  readonly broker: {
    readonly provider: BrokerProvider;
    readonly uri: string | null;
    /** Seconds to wait until a broker that is named by URI is ready. */
    readonly waitSeconds: number;
  };
  /** Seconds without progress after which the drain ends and the verdict is unknown. */
  readonly drainTimeoutSeconds: number;
  /** Seconds after which a run is ended in any state and its verdict is unknown; null means no limit. */
  readonly runTimeoutSeconds: number | null;
}

/** Whether the value of one run meets the threshold. */
export function holds(actual: number, { operator, value }: Threshold): boolean {
  switch (operator) {
    case "<":
      return actual < value;
    case "<=":
      return actual <= value;
    case ">":
      return actual > value;
    case ">=":
      return actual >= value;
    case "==":
      return actual === value;
    case "!=":
      return actual !== value;
    default:
      return assertNever(operator);
  }
}
