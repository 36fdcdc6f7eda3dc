// What the nemesis and its faults need of a run, and the refusal of a fault that the broker does not allow.
import type { Broker } from "@fairhare/broker";
import { FairhareError } from "@fairhare/core";
import type { FleetProxy } from "@fairhare/proxy";
import type { TrialSettings } from "@fairhare/workload";
import type { Child } from "../fleet/child.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Continuation } from "../fleet/fleet-plan.ts";
import type { Host } from "../fleet/host.ts";
import type { RunLog } from "../run/run-log.ts";

export interface NemesisPorts {
  readonly host: Host;
  readonly fleet: Fleet;
  readonly broker: Broker;
  /** In runs whose plan breaks connections on their way. */
  readonly proxy: FleetProxy | undefined;
  readonly log: RunLog;
  readonly settings: TrialSettings;
  /** Where the next incarnation of this process goes on. */
  readonly continuationOf: (child: Child) => Continuation;
  readonly signal: AbortSignal;
  readonly onNotice: (sentence: string) => void;
  /** A fault could not be done, or what was broken could not be healed: the run means nothing any more. */
  readonly onFailure: (error: unknown) => void;
}

/** The last line of defence: the plan is refused before it comes to this. */
export class FaultNotPossibleError extends FairhareError {
  readonly code = "INVALID_PLAN";

  constructor(fault: string, provider: Broker["provider"]) {
    super(
      `--fault ${fault}: a broker of the kind "${provider}" is not ours to break. Use --broker local, which starts one that is.`,
    );
  }
}
