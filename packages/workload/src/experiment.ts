// The validated plan of one invocation: what is run, how often, in which order, and what must hold.
import { assertNever } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

export type BrokerProvider = "auto" | "external" | "local" | "docker";

export interface Trial {
  /** Unique within the experiment and fit for a directory name; made of what the matrix varied. */
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
  /** The settings that the matrix varied, in the order in which they were given. */
  readonly axes: readonly (keyof TrialSettings)[];
  /** Measured runs per trial. */
  readonly repeat: number;
  /** Runs per trial before the measured ones, thrown away. */
  readonly warmup: number;
  /** Seed of the run order, the resampling and, unless set apart, of every trial. */
  readonly seed: number;
  readonly thresholds: readonly Threshold[];
  readonly broker: {
    readonly provider: BrokerProvider;
    readonly uri: string | null;
    /** Seconds that a named broker has to begin to serve. */
    readonly waitSeconds: number;
  };
  /** Seconds without any progress after which a drain is given up and the verdict is unknown. */
  readonly drainTimeoutSeconds: number;
  /** Seconds after which a run is ended, whatever it is doing, and its verdict is unknown; null is no limit. */
  readonly runTimeoutSeconds: number | null;
}

/** Whether one run's value is what the threshold demands. */
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
