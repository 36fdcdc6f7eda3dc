// The validated plan of one invocation: the trials, their repeats and order, and the thresholds.
import { assertNever } from "@fairhare/core";
import type { ClusterPlan } from "./cluster.ts";
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
  /** The ids of the trials that it concerns; absent: all of them. */
  readonly trials?: readonly string[];
  /** The value is a ratio to the baseline, or a difference from it; absent: it is absolute. */
  readonly against?: "ratio" | "difference";
}

/** Earlier results that relative thresholds compare with: what they need of them, so that a stored plan is complete. */
export interface Baseline {
  /** The file or directory as given. */
  readonly source: string;
  readonly startedAt: string;
  /** A threshold fails if the medians miss it, also where that may be chance. */
  readonly isStrict: boolean;
  readonly trials: readonly BaselineTrial[];
}

export interface BaselineTrial {
  /** The trial of this experiment that it is the baseline of. */
  readonly id: string;
  /** By metric path: the value of each judged run that measured it. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** The pairs of trials that are compared. */
export interface ComparedPairs {
  /** The id of the trial that the others are compared with. */
  readonly reference: string;
  /** Compare every trial with every other one. */
  readonly isAllPairs: boolean;
}

/** How the processes of a fleet are spread over agents. `fill`: as many as an agent has cores before the next one. */
export type Spread = "even" | "fill";

/** The hosts of a fleet. */
export interface PlannedAgents {
  readonly count: number;
  readonly spread: Spread;
}

/** `advise` advises a prefetch limit from the trials. */
interface AdviceGoal {
  /** Share of the time in which tasks wait that the workers have to be busy, 0 to 1. */
  readonly target: number;
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
  /** Absent without a relative threshold. */
  readonly baseline?: Baseline;
  /** Absent: the first trial is the reference. */
  readonly compare?: ComparedPairs;
  /** Absent for every other command. */
  readonly advice?: AdviceGoal;
  /** Absent: the whole fleet runs on the orchestrator's host. */
  readonly agents?: PlannedAgents;
  readonly broker: {
    readonly provider: BrokerProvider;
    readonly uri: string | null;
    /** Seconds to wait until a broker that is named by URI is ready. */
    readonly waitSeconds: number;
    /** Absent: one node. */
    readonly cluster?: ClusterPlan;
  };
  /** Seconds in which a process must connect, and a worker consume; each member of the fleet has one more to connect at its start. */
  readonly readyTimeoutSeconds: number;
  /** Seconds without progress after which the drain ends and the verdict is unknown. */
  readonly drainTimeoutSeconds: number;
  /** Seconds after which a run is ended in any state and its verdict is unknown; null means no limit. */
  readonly runTimeoutSeconds: number | null;
}

/** The thresholds that concern a trial. */
export const thresholdsFor = (thresholds: readonly Threshold[], trial: string): Threshold[] =>
  thresholds.filter(({ trials }) => trials === undefined || trials.includes(trial));

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
