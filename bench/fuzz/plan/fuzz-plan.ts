// A plan of the fuzz: what its flags mean, on which broker and hosts it runs, and the bug that is planted.
import { brokerMistakes, InvalidPlanError, parseExperiment } from "@fairhare/plan";
import { metricNames, metricPath } from "@fairhare/results";
import type { Experiment, PartitionHandling, TrialSettings } from "@fairhare/workload";
import type { Version } from "./broker-rules.ts";
import { NO_AGENTS, type VirtualAgents } from "./random-agents.ts";
import { type Flags, wordsOf } from "./random-flags.ts";

export interface FuzzPlan {
  readonly settings: TrialSettings;
  readonly version: Version;
  /** The broker is external. */
  readonly isForeign: boolean;
  readonly seed: number;
  /** A planted bug of the simulated broker; a real broker ignores it. */
  readonly bug: { readonly how: "forget" | "repeat"; readonly afterMs: number } | null;
  /** Hosts of the fleet, 0 for the orchestrator's own; with when each is lost. */
  readonly agents: VirtualAgents;
  /** Null for a broker with one node. */
  readonly cluster: { readonly nodes: number; readonly handling: PartitionHandling } | null;
  readonly thresholds: Experiment["thresholds"];
  readonly drainTimeoutSeconds: number;
  readonly runTimeoutSeconds: number | null;
  /** The flags as on the command line. */
  readonly words: readonly string[];
}

interface PlanOptions {
  readonly isForeign?: boolean;
  readonly agents?: VirtualAgents;
}

/** The plan of these flags. Throws when it is not valid. */
export function planOf(
  flags: Flags,
  version: Version,
  { isForeign = false, agents = NO_AGENTS }: PlanOptions = {},
): FuzzPlan {
  const plan = readPlan(flags, version, isForeign);
  if (plan === null) throw new Error(`not a valid plan: ${wordsOf(flags).join(" ")}`);
  return { ...plan, version, isForeign, seed: 1, bug: null, agents, words: wordsOf(flags) };
}

/** Null if the rules refuse the flags, on this version and broker. */
export function readPlan(
  flags: Flags,
  version: Version,
  isForeign: boolean,
): Pick<FuzzPlan, "settings" | "thresholds" | "drainTimeoutSeconds" | "runTimeoutSeconds" | "cluster"> | null {
  const metrics = { names: metricNames(), path: metricPath };
  try {
    const { experiment } = parseExperiment({ flags }, { metrics, readTraceFile: () => "" });
    const [trial] = experiment.trials;
    const nodes = experiment.broker.cluster?.nodes ?? 1;
    const opened = {
      provider: isForeign ? ("external" as const) : ("local" as const),
      uri: Array.from({ length: nodes }, () => "amqp://virtual").join(","),
      facts: { version },
      ...(nodes > 1 ? { cluster: { nodes: Array.from({ length: nodes }) } } : {}),
    };
    if (trial === undefined || brokerMistakes(experiment, opened).length > 0) return null;
    const { thresholds, drainTimeoutSeconds, runTimeoutSeconds } = experiment;
    const cluster = nodes > 1 ? { nodes, handling: experiment.broker.cluster?.partitionHandling ?? "ignore" } : null;
    return { settings: trial.settings, thresholds, drainTimeoutSeconds, runTimeoutSeconds, cluster };
  } catch (error) {
    if (error instanceof InvalidPlanError) return null;
    throw error;
  }
}
