// The port to the agents of an experiment: hosts that have joined, and how processes are spread over them.
import type { Place } from "@fairhare/places";
import type { TimeExchange } from "@fairhare/protocol";
import type { Spread } from "@fairhare/workload";
import type { AgentFacts } from "../run/environment.ts";

/** An agent with a clock of its own. */
export interface ClockedAgent {
  /** From 1. */
  readonly number: number;
  readonly isConnected: boolean;
  /** Nanoseconds that its processes subtract from their clock. */
  readonly clockOffset: number;
  /** One round trip; rejects if the agent is lost meanwhile. */
  exchangeTime(): Promise<TimeExchange>;
  /** Measures `clockOffset` again, for the processes that start later; not after `signal` is aborted. */
  compareClocks(signal: AbortSignal): Promise<void>;
}

/** A host that runs processes of the fleet. */
export interface FleetAgent extends Place, AgentFacts, ClockedAgent {
  /**
   * Called once, with a sentence, before its processes end; at once if the agent is lost already. The returned function
   * cancels the call.
   */
  onLost(listener: (reason: string) => void): () => void;
  /** Its process and those that it started end with SIGKILL. The loss of the connection shows when. */
  crash(): void;
}

export interface FleetAgents {
  /** Those that have joined, in the order of their numbers. A lost agent may be replaced at any time. */
  readonly joined: () => readonly FleetAgent[];
  /** Planned. */
  readonly count: number;
  readonly spread: Spread;
  /** The broker as the agents see it; null if they see it as the orchestrator does. */
  readonly brokerUri: string | null;
  /** Milliseconds in which an agent ends its processes after it has lost the connection. */
  readonly endsWithinMs: number;
}
