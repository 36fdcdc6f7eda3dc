// What the nemesis and its faults need from a run, and the error for a fault that needs a broker of our own.
import type { Broker } from "@fairhare/broker";
import { FairhareError } from "@fairhare/core";
import type { FleetProxy } from "@fairhare/proxy";
import type { TrialSettings } from "@fairhare/workload";
import type { Child } from "../fleet/child.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Continuation } from "../fleet/fleet-plan.ts";
import type { Host } from "../fleet/host.ts";
import type { Placement } from "../fleet/placement.ts";
import type { RunLog } from "../run/run-log.ts";

export interface NemesisPorts {
  readonly host: Host;
  readonly fleet: Fleet;
  /** Undefined without agents. */
  readonly placement: Placement | undefined;
  readonly broker: Broker;
  /** Undefined when neither a fault nor a round trip of the plan needs a proxy. */
  readonly proxy: FleetProxy | undefined;
  /** Name of the run's queue, or of the first of several. */
  readonly queue: string;
  /** Names of all of them. */
  readonly queues: readonly string[];
  readonly log: RunLog;
  readonly settings: TrialSettings;
  /** Where the next incarnation of this process continues. */
  readonly continuationOf: (child: Child) => Continuation;
  readonly signal: AbortSignal;
  readonly onNotice: (sentence: string) => void;
  /** A fault begins. */
  readonly onFault: (sentence: string) => void;
  /** A fault could not be injected or healed: the run has no valid result. */
  readonly onFailure: (error: unknown) => void;
}

/** What a fault of single nodes needs. */
export interface NodePorts extends Pick<NemesisPorts, "queue" | "queues" | "signal"> {
  readonly host: Pick<Host, "clock">;
  readonly broker: Pick<Broker, "cluster" | "provider">;
  readonly log: Pick<RunLog, "record">;
  readonly settings: Pick<TrialSettings, "queueDurable">;
}

/** The fault cannot be healed: a result of the run, not an internal error. */
export class BrokerNotBackError extends Error {}

/** A last check: the rules of the plan report this mistake before the run. */
export class FaultNotPossibleError extends FairhareError {
  readonly code = "INVALID_PLAN";

  constructor(fault: string, provider: Broker["provider"]) {
    super(
      `--fault ${fault} needs a broker that Fairhare started (got --broker ${provider}). Use --broker local or docker.`,
    );
  }
}
